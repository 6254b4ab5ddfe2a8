import type { Store } from '../../backend/index.ts';

/** A Monday noon: day and week boundaries are not special cases of most runs. */
export const START_MS = Date.UTC(2026, 0, 5, 12);

/** Few users, so that their actions meet on the same documents. */
export const SIMULATED_USERS = ['u0', 'u1', 'u2', 'u3'] as const;

/** Enough for a few dozen messages or a couple of calls: running out of tokens must happen, too. */
export const GENESIS_TOKENS = 120;

/** What exists before the first action: users, and their first tokens with the ledger entries that explain them. */
export async function seedDocuments(store: Store): Promise<void> {
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
      writer.create(`wallets/${uid}`, { balance: GENESIS_TOKENS, updatedAt: 0 });
      const postings = [
        { account: 'grant:seed', delta: -GENESIS_TOKENS },
        { account: `user:${uid}`, delta: GENESIS_TOKENS },
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
