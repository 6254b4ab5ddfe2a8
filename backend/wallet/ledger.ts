import { OperationError } from '../../lib/wire/index.ts';
import { isKey } from '../operations/index.ts';
import type { DocData, Reader, Writer } from '../ports/index.ts';
import { isUserAccount, parseAccount, userAccount, userOf } from './accounts.ts';

/** One side of a movement of tokens. */
export interface Posting {
  readonly account: string;
  /** Whole tokens; negative: they leave the account. */
  readonly delta: number;
}

/** A movement: its postings sum to zero. `refId` says what it is for, and is its document id: it can be posted once only. */
export interface Movement {
  readonly refId: string;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly postings: readonly Posting[];
}

/** Document `ledger/{refId}`. `accounts` lists each account of the postings once, for queries. */
export interface LedgerDoc extends DocData {
  readonly reason: string;
  readonly at: number;
  readonly postings: readonly { readonly account: string; readonly delta: number }[];
  readonly accounts: readonly string[];
}

/** Document `wallets/{uid}`: the sum of the user's postings. */
export interface WalletDoc extends DocData {
  readonly balance: number;
  readonly updatedAt: number;
  /** Hundredths of a token of commission on messages to this user that do not make a whole token yet. */
  readonly chatCarry?: number;
}

interface WalletState {
  readonly balance: number;
  readonly chatCarry?: number;
  /** 0 where the user never had tokens. */
  readonly updatedAt: number;
}

/** Wallets as a transaction sees them; `post` keeps them up to date, so that one transaction may post several movements. */
export type Wallets = Map<string, WalletState>;

const ledgerPath = (refId: string): string => `ledger/${refId}`;
const walletPath = (uid: string): string => `wallets/${uid}`;

/** The wallets of these users (a read: before the first write of a transaction). A user without one has a balance of 0. */
export async function readWallets(reader: Reader, uids: readonly string[]): Promise<Wallets> {
  const unique = [...new Set(uids)];
  const docs = await reader.getAll<WalletDoc>(unique.map(walletPath));
  return new Map(
    unique.map((uid, i) => {
      const { balance = 0, updatedAt = 0, chatCarry } = docs[i]?.data ?? {};
      return [uid, { balance, updatedAt, ...(chatCarry !== undefined && { chatCarry }) }];
    }),
  );
}

/**
 * Writes the movement and the new balances of its users into the transaction. The same `refId` again fails the commit with
 * `already-exists`: look for the document that the movement belongs to (or `ledger/{refId}`) first and answer from it.
 * Accounts that are no user's have no balance document, which every call would fight over: their balance is the ledger's sum.
 * @throws OperationError `failed-precondition` with details `{reason: 'insufficient-funds', balance, needed}` where a user's balance would
 * become negative; nothing is written then
 * @throws Error where the movement is malformed or a wallet was not read: a fault of the caller's code
 */
export function post(tx: Writer, wallets: Wallets, movement: Movement): void {
  const { refId, reason, at, postings } = movement;
  const deltas = netDeltas(movement);
  const changed = new Map<string, WalletState>();
  for (const [account, delta] of deltas) {
    if (!isUserAccount(account) || delta === 0) continue;
    const uid = userOf(account);
    const wallet = wallets.get(uid);
    if (!wallet) throw new Error(`movement ${refId}: read the wallet of ${uid} before posting to ${account}`);
    changed.set(uid, { ...wallet, balance: spend(wallet.balance, delta), updatedAt: at });
  }
  const accounts = [...deltas.keys()];
  tx.create(ledgerPath(refId), {
    reason,
    at,
    postings: postings.map(({ account, delta }) => ({ account, delta })),
    accounts,
  });
  for (const [uid, wallet] of changed) {
    wallets.set(uid, wallet);
    tx.set(walletPath(uid), { ...wallet } satisfies WalletDoc);
  }
}

/** The user's balance among wallets that a transaction read. */
export const balanceOf = (wallets: Wallets, uid: string): number => wallets.get(uid)?.balance ?? 0;

/** A movement from one account to another. */
export const transfer = (from: string, to: string, tokens: number): Posting[] => [
  { account: from, delta: -tokens },
  { account: to, delta: tokens },
];

/** Posts the tokens that a seeded user starts with. */
export const grantMovement = (uid: string, tokens: number, at: number): Movement => ({
  refId: `seed:${uid}`,
  reason: 'seed-grant',
  at,
  postings: transfer('grant:seed', userAccount(uid), tokens),
});

function spend(balance: number, delta: number): number {
  const after = balance + delta;
  if (delta < 0 && after < 0) {
    throw new OperationError('failed-precondition', `the balance is ${balance} tokens, ${-delta} are needed`, {
      reason: 'insufficient-funds',
      balance,
      needed: -delta,
    });
  }
  return after;
}

/** The change of each account. @throws Error where the movement is malformed */
function netDeltas({ refId, postings }: Movement): Map<string, number> {
  if (!isKey(refId)) throw new Error(`"${refId}" cannot be the id of a movement`);
  const deltas = new Map<string, number>();
  let sum = 0;
  for (const { account, delta } of postings) {
    parseAccount(account);
    if (!Number.isSafeInteger(delta))
      throw new Error(`movement ${refId}: ${account} moves ${delta}, give whole tokens`);
    deltas.set(account, (deltas.get(account) ?? 0) + delta);
    sum += delta;
  }
  if (postings.length < 2)
    throw new Error(`movement ${refId} has ${postings.length} posting: it needs a source and a destination`);
  if (sum !== 0) throw new Error(`movement ${refId} creates ${sum} tokens: its postings must sum to 0`);
  return deltas;
}
