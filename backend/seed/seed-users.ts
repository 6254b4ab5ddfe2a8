import { uidOf } from '../../lib/users/index.ts';
import { profileDocument, profilePath } from '../people/index.ts';
import type { Clock, Store, Writer } from '../ports/index.ts';
import { grantMovement, post, type Wallets } from '../wallet/index.ts';
import { type ProfilePools, profilePools } from './pools.ts';
import { profileAt } from './profiles.ts';

/** Enough for a user who chats through the longest workload: about 600 messages at 2 tokens, and a few calls. */
const START_TOKENS = 5_000;

/** Profile, wallet and ledger entry: three writes a user, and a commit holds 500. */
const USERS_PER_COMMIT = 166;
/** Commits under way at once: the embedded store writes them together, Firestore in parallel. */
const COMMITS_AT_ONCE = 60;

export interface SeedOptions {
  readonly count: number;
  readonly seed: number;
  /** Tokens that each account starts with. */
  readonly tokens?: number;
}

/**
 * Writes accounts `u0` … with a profile, a wallet and the ledger entry that fills it; the same seed gives the same accounts. Accounts that are
 * there already are left as they are, so that an interrupted seeding can be repeated. Returns how many were written.
 */
export async function seedUsers(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { count, seed, tokens = START_TOKENS }: SeedOptions,
): Promise<number> {
  const pools = profilePools();
  let written = 0;
  const seedChunk = async (from: number): Promise<void> => {
    if (await store.get(profilePath(uidOf(from)))) return;
    const to = Math.min(count, from + USERS_PER_COMMIT);
    await store.batch((writer) => {
      for (let n = from; n < to; n++) writeUser(writer, n, { seed, tokens, pools, at: clock.now() });
    });
    written += to - from;
  };
  for (let from = 0; from < count; from += USERS_PER_COMMIT * COMMITS_AT_ONCE) {
    const starts = Array.from({ length: COMMITS_AT_ONCE }, (_, i) => from + i * USERS_PER_COMMIT);
    await Promise.all(starts.filter((start) => start < count).map(seedChunk));
  }
  return written;
}

function writeUser(
  writer: Writer,
  n: number,
  from: { readonly seed: number; readonly tokens: number; readonly pools: ProfilePools; readonly at: number },
): void {
  const uid = uidOf(n);
  writer.create(profilePath(uid), profileDocument(profileAt(n, from.seed, from.pools)));
  const wallets: Wallets = new Map([[uid, { balance: 0, updatedAt: 0 }]]);
  post(writer, wallets, grantMovement(uid, from.tokens, from.at));
}
