import type { RateLimitType } from '../operations/index.ts';
import type { Doc, Reader } from '../ports/index.ts';
import { NO_USAGE, type Usage } from './sliding-window.ts';

/** `rateLimits/{userId}_{type}`: the sliding log of one user under one limit. */
export type RateLimitDoc = Usage & {
  readonly userId: string;
  readonly type: RateLimitType;
  /** Nothing in the document matters from then on: clean-up (or a TTL policy of Firestore) may delete it. */
  readonly expiresAt: number;
};

/** `rateLimitViolations/{userId}_{type}_{at}`: one per block, for fraud detection; `attempts` counts the calls refused by it. */
export type ViolationDoc = {
  readonly userId: string;
  readonly type: RateLimitType;
  readonly at: number;
  readonly blockedUntil: number;
  readonly attempts: number;
  readonly lastAt: number;
};

export const RATE_LIMITS_COLLECTION = 'rateLimits';
export const VIOLATIONS_COLLECTION = 'rateLimitViolations';
export const AUDIT_COLLECTION = 'rateLimitAudit';

export const rateLimitPath = (userId: string, type: RateLimitType): string =>
  `${RATE_LIMITS_COLLECTION}/${userId}_${type}`;
export const violationPath = (userId: string, type: RateLimitType, at: number): string =>
  `${VIOLATIONS_COLLECTION}/${userId}_${type}_${at}`;

/** The document and what it says; no document is no usage. */
export async function readUsage(
  reader: Reader,
  userId: string,
  type: RateLimitType,
): Promise<{ readonly doc: Doc<RateLimitDoc> | null; readonly usage: Usage }> {
  const doc = await reader.get<RateLimitDoc>(rateLimitPath(userId, type));
  return { doc, usage: doc?.data ?? NO_USAGE };
}
