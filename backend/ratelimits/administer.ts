import type { Context, RateLimitType } from '../operations/index.ts';
import type { Query } from '../ports/index.ts';
import { readActiveSessions } from './active-sessions.ts';
import {
  AUDIT_COLLECTION,
  RATE_LIMITS_COLLECTION,
  type RateLimitDoc,
  rateLimitPath,
  readUsage,
  VIOLATIONS_COLLECTION,
  type ViolationDoc,
} from './documents.ts';
import { RATE_LIMITS, VIOLATION_RETENTION_MS, WINDOW_LIMIT_TYPES } from './limits.ts';
import { current, waitMs } from './sliding-window.ts';

export interface LimitStatus {
  readonly type: RateLimitType;
  readonly used: number;
  readonly max: number;
  readonly remaining: number;
  readonly blockedUntil: number | null;
  /** Whole seconds until a call would be let through; 0 when one would be now. */
  readonly retryAfter: number;
}

/** Where the user stands under each of the five limits. */
export async function getRateLimitStatus(
  ctx: Pick<Context, 'store' | 'clock'>,
  userId: string,
): Promise<LimitStatus[]> {
  const now = ctx.clock.now();
  const windows = await Promise.all(
    WINDOW_LIMIT_TYPES.map(async (type): Promise<LimitStatus> => {
      const limit = RATE_LIMITS[type];
      const usage = current(limit, (await readUsage(ctx.store, userId, type)).usage, now);
      const used = usage.accepted.length;
      const retryAfter = Math.ceil(waitMs(limit, usage, now) / 1000);
      const remaining = usage.blockedUntil === null ? limit.max - used : 0;
      return { type, used, max: limit.max, remaining, blockedUntil: usage.blockedUntil, retryAfter };
    }),
  );
  const session = (await readActiveSessions(ctx.store, [userId])).get(userId);
  const used = session ? 1 : 0;
  const retryAfter = session ? Math.max(1, Math.ceil((session.endsAt - now) / 1000)) : 0;
  const { max } = RATE_LIMITS.VOICE_VIDEO;
  return [...windows, { type: 'VOICE_VIDEO', used, max, remaining: max - used, blockedUntil: null, retryAfter }];
}

/**
 * An administrator's override: forgets calls and blocks of the user under one limit, or under all that count in windows. Audited in
 * the same transaction. Sessions that go on are not touched: ending one is the business of the session, not of its limit.
 */
export async function resetRateLimit(
  ctx: Pick<Context, 'store' | 'clock' | 'random'>,
  userId: string,
  type: RateLimitType | undefined,
  adminId: string,
): Promise<void> {
  const types = type === undefined ? WINDOW_LIMIT_TYPES : [type];
  const auditPath = `${AUDIT_COLLECTION}/${ctx.random.id()}`;
  await ctx.store.transaction(async (tx) => {
    const docs = await tx.getAll<RateLimitDoc>(types.map((one) => rateLimitPath(userId, one)));
    const before = docs.flatMap((doc) =>
      doc ? [{ type: doc.data.type, used: doc.data.accepted.length, blockedUntil: doc.data.blockedUntil }] : [],
    );
    for (const doc of docs) if (doc) tx.delete(doc.path);
    tx.create(auditPath, { action: 'reset', userId, type: type ?? 'ALL', adminId, at: ctx.clock.now(), before });
  });
}

/** The newest violations first, of one user or of all. */
export async function listViolations(
  ctx: Pick<Context, 'store'>,
  { userId, limit }: { readonly userId?: string | undefined; readonly limit: number },
): Promise<ViolationDoc[]> {
  const query: Query = {
    collection: VIOLATIONS_COLLECTION,
    ...(userId !== undefined && { where: [['userId', '==', userId]] }),
    orderBy: [['at', 'desc']],
    limit,
  };
  return (await ctx.store.query<ViolationDoc>(query)).map(({ data }) => data);
}

const CLEANUP_PAGE = 100;

/** Deletes the records that no longer limit anything and the violations past their retention; returns how many. */
export async function cleanupRateLimits(ctx: Pick<Context, 'store' | 'clock'>): Promise<number> {
  const now = ctx.clock.now();
  const expired: Query = {
    collection: RATE_LIMITS_COLLECTION,
    where: [['expiresAt', '<=', now]],
    orderBy: [['expiresAt', 'asc']],
    limit: CLEANUP_PAGE,
  };
  const outdated: Query = {
    collection: VIOLATIONS_COLLECTION,
    where: [['at', '<=', now - VIOLATION_RETENTION_MS]],
    orderBy: [['at', 'asc']],
    limit: CLEANUP_PAGE,
  };
  return (await deleteAll(ctx, expired)) + (await deleteAll(ctx, outdated));
}

/** Page by page, each in a transaction, so that a record which comes to life again meanwhile is not lost. */
async function deleteAll(ctx: Pick<Context, 'store'>, query: Query): Promise<number> {
  for (let deleted = 0; ; ) {
    const page = await ctx.store.transaction(async (tx) => {
      const docs = await tx.query(query);
      for (const { path } of docs) tx.delete(path);
      return docs.length;
    });
    deleted += page;
    if (page < CLEANUP_PAGE) return deleted;
  }
}
