/** The chat of two users has the same id whoever asks, so nobody has to remember it. */
export const chatIdOf = (one: string, other: string): string => (one < other ? `${one}_${other}` : `${other}_${one}`);
