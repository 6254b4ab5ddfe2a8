import type { Store } from '../../backend/index.ts';

/** A Monday noon: day and week boundaries are not special cases of most runs. */
export const START_MS = Date.UTC(2026, 0, 5, 12);

/** Few users, so that their actions meet on the same documents. */
export const SIMULATED_USERS = ['u0', 'u1', 'u2', 'u3'] as const;

/** What exists before the first action: users, and their first tokens with the ledger entries that explain them. */
export async function seedDocuments(store: Store, tokens: number): Promise<void> {
  await store.batch((writer) => {
    for (const uid of SIMULATED_USERS) {
      writer.create(`users/${uid}`, {
        uid,
        name: uid,
        age: 30,
        city: 'Kigali',
        country: 'RW',
        bio: '',
        interests: [],
        popularity: 1,
      });
      writer.create(`wallets/${uid}`, { balance: tokens, updatedAt: 0 });
      if (tokens === 0) continue;
      const postings = [
        { account: 'grant:seed', delta: -tokens },
        { account: `user:${uid}`, delta: tokens },
      ];
      writer.create(`ledger/seed:${uid}`, {
        reason: 'seed',
        at: 0,
        postings,
        accounts: postings.map((one) => one.account),
      });
    }
  });
}
