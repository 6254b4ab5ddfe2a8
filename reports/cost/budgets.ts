/** Pack 353, "Estimated Costs @ Scale": dollars a day. */
export interface Budget {
  readonly users: number;
  readonly firestore: number;
  readonly functions: number;
  readonly storage: number;
  readonly total: number;
}

export const BUDGETS: readonly Budget[] = [
  { users: 10_000, firestore: 2.5, functions: 1.2, storage: 0.8, total: 4.5 },
  { users: 100_000, firestore: 25, functions: 12, storage: 8, total: 45 },
  { users: 1_000_000, firestore: 250, functions: 120, storage: 80, total: 450 },
];
