import { z } from 'zod';
import { callerId, defineOperation, newestFirst, type Operation, pageFields } from '../operations/index.ts';
import { userAccount } from './accounts.ts';
import { type LedgerDoc, readWallets } from './ledger.ts';

/** The caller's balance in tokens. Bills one read. */
export const getWallet: Operation = defineOperation<'getWallet'>({
  name: 'getWallet',
  summary: "The caller's balance in tokens",
  access: 'user',
  feature: 'wallet',
  flag: 'wallet',
  service: 'wallet',
  input: z.strictObject({}),
  output: z.strictObject({ balance: z.number(), updatedAt: z.number() }),
  handler: async (ctx) => {
    const uid = callerId(ctx);
    return (await readWallets(ctx.store, [uid])).get(uid) ?? { balance: 0, updatedAt: 0 };
  },
});

const entry = z.strictObject({
  entryId: z.string(),
  account: z.string(),
  delta: z.number(),
  reason: z.string(),
  refId: z.string(),
  at: z.number(),
});

/** The caller's movements, newest first; an entry is the net change of the caller's account. Bills one read per entry. In degraded mode the newest page only. */
export const getLedger: Operation = defineOperation<'getLedger'>({
  name: 'getLedger',
  summary: "The caller's movements of tokens, newest first",
  access: 'user',
  feature: 'wallet',
  flag: 'wallet',
  service: 'wallet',
  input: z.strictObject(pageFields),
  output: z.strictObject({ entries: z.array(entry), nextCursor: z.string().nullable() }),
  handler: async (ctx, page) => {
    const account = userAccount(callerId(ctx));
    const movements = { collection: 'ledger', where: [['accounts', 'array-contains', account]] } as const;
    const { docs, nextCursor } = await newestFirst<LedgerDoc>(ctx, movements, page);
    const entries = docs.map(({ id, data }) => ({
      entryId: `${id}/${account}`,
      account,
      delta: data.postings.reduce((sum, posting) => (posting.account === account ? sum + posting.delta : sum), 0),
      reason: data.reason,
      refId: id,
      at: data.at,
    }));
    return { entries, nextCursor };
  },
});
