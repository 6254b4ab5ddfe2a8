/** Chance and new identifiers. Production: cryptographic; the simulation: seeded. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A new unguessable id of 20 characters from [A-Za-z0-9], as Firestore makes them. */
  id(): string;
}
