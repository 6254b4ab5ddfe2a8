import type { Store } from '../../backend/index.ts';
import { SIMULATED_USERS } from './generate.ts';

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
