import { z } from 'zod';
import type { SystemContext } from '../operations/index.ts';
import type { Doc } from '../ports/index.ts';
import { isOver, SESSIONS, type SessionDoc } from './session.ts';

const PAGE = 500;

export const sessionSummary = z.strictObject({
  byStatus: z.record(z.string(), z.number()),
  byKind: z.record(z.string(), z.number()),
  interruptions: z.number(),
  recoveries: z.number(),
  charged: z.number(),
  commission: z.number(),
  refunded: z.number(),
  /** Tokens that unfinished calls hold: the sum of their escrow accounts. */
  inEscrow: z.number(),
  /** Settled calls whose bill is not what was prepaid: must be 0. */
  unbalanced: z.number(),
});

export type SessionSummary = z.infer<typeof sessionSummary>;

/** Adds up all sessions, page by page. Bills one read each. */
export async function getSessionSummary({ store }: Pick<SystemContext, 'store'>): Promise<SessionSummary> {
  const byStatus: Record<string, number> = {};
  const byKind: Record<string, number> = {};
  const sums = { interruptions: 0, recoveries: 0, charged: 0, commission: 0, refunded: 0, inEscrow: 0, unbalanced: 0 };
  let after: string | null = null;
  do {
    const docs: Doc<SessionDoc>[] = await store.query<SessionDoc>({
      collection: SESSIONS,
      limit: PAGE,
      ...(after !== null && { startAfter: [after] }),
    });
    for (const { data } of docs) {
      byStatus[data.status] = (byStatus[data.status] ?? 0) + 1;
      byKind[data.kind] = (byKind[data.kind] ?? 0) + 1;
      sums.interruptions += data.interruptions;
      sums.recoveries += data.recoveries;
      sums.charged += data.charged;
      sums.commission += data.commission;
      sums.refunded += data.refunded;
      if (!isOver(data)) sums.inEscrow += data.prepaid;
      else if (data.charged + data.refunded !== data.prepaid) sums.unbalanced++;
    }
    after = docs.length === PAGE ? (docs.at(-1)?.id ?? null) : null;
  } while (after !== null);
  return { byStatus, byKind, ...sums };
}
