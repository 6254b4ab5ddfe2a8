import type { RecurringJob, SystemContext } from '../operations/index.ts';
import type { Doc, DocData, Query } from '../ports/index.ts';
import { ATTEMPTS } from './attempts.ts';
import { endAtBookedEnd } from './end.ts';
import { interruptIfSilent } from './interrupt.ts';
import { ATTEMPT_RETENTION_MS, HEARTBEAT_TIMEOUT_MS, SWEEP_EVERY_MS } from './policy.ts';
import { PRESENCE, type PresenceDoc } from './presence.ts';
import { settleAbandoned } from './recovery.ts';
import { SESSIONS, type SessionDoc } from './session.ts';

const PAGE = 100;
/** A sweep leaves what is beyond this to the next one. */
const MAX_PAGES = 20;
/** A recovery that is this late has lost its jobs: their retries are over by then. */
const ABANDONED_AFTER_MS = 30 * 60_000;

/**
 * Finds what no request will tell: participants who fell silent, calls whose booked minutes are over, recoveries that were abandoned.
 * Reads only documents that need something done.
 */
export async function sweepSessions(ctx: SystemContext): Promise<void> {
  const now = ctx.clock.now();
  const silent: Query = {
    collection: PRESENCE,
    where: [['seenAt', '<=', now - HEARTBEAT_TIMEOUT_MS]],
    orderBy: [['seenAt', 'asc']],
  };
  await each<PresenceDoc>(ctx, silent, ({ data }) => interruptIfSilent(ctx, data.sessionId, data.uid));
  const over: Query = {
    collection: SESSIONS,
    where: [
      ['status', '==', 'active'],
      ['endsAt', '<=', now],
    ],
    orderBy: [['endsAt', 'asc']],
  };
  await each<SessionDoc>(ctx, over, ({ id }) => endAtBookedEnd(ctx, id));
  const abandonedBefore = now - ABANDONED_AFTER_MS;
  const abandoned: Query = {
    collection: SESSIONS,
    where: [['graceEndsAt', '<=', abandonedBefore]],
    orderBy: [['graceEndsAt', 'asc']],
  };
  await each<SessionDoc>(ctx, abandoned, ({ id }) => settleAbandoned(ctx, id, abandonedBefore));
}

/** Deletes recovery attempts that are too old to be of use. */
export async function cleanUpAttempts(ctx: SystemContext): Promise<void> {
  const old: Query = {
    collection: ATTEMPTS,
    where: [['dueAt', '<=', ctx.clock.now() - ATTEMPT_RETENTION_MS]],
    orderBy: [['dueAt', 'asc']],
  };
  await each<DocData>(ctx, old, ({ path }) => ctx.store.batch((writer) => writer.delete(path)));
}

/** Handles the documents of a query page by page; one that fails is logged and left to the next sweep. */
async function each<T extends DocData>(
  ctx: SystemContext,
  query: Query,
  handle: (doc: Doc<T>) => Promise<unknown>,
): Promise<void> {
  for (let page = 0; page < MAX_PAGES; page++) {
    const docs = await ctx.store.query<T>({ ...query, limit: PAGE });
    const failed = await Promise.all(docs.map((doc) => handle(doc).then(() => null, String)));
    const errors = failed.filter((error) => error !== null);
    if (errors.length > 0) ctx.log.error('sweep failed in part', { collection: query.collection, error: errors[0] });
    if (docs.length < PAGE || errors.length === docs.length) return;
  }
}

export const sessionSweeps: readonly RecurringJob[] = [
  { name: 'session-sweep', feature: 'calls', everyMs: SWEEP_EVERY_MS, run: sweepSessions },
  { name: 'session-clean-up', feature: 'calls', everyMs: 60 * 60_000, run: cleanUpAttempts },
];
