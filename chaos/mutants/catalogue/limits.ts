import { type Mutant, one } from '../mutant.ts';

/** Rate limits. */
export const LIMITS: readonly Mutant[] = [
  one(
    'limit-off-by-one',
    'one purchase too many is let through',
    'backend/ratelimits/limits.ts',
    "TOKEN_PURCHASE: { kind: 'window', max: 3,",
    "TOKEN_PURCHASE: { kind: 'window', max: 4,",
  ),
  one(
    'limit-read-outside',
    'usage is read outside the transaction that counts it',
    'backend/ratelimits/check-rate-limit.ts',
    'const { usage: before } = await readUsage(tx, userId, type);',
    'const { usage: before } = await readUsage(ctx.store, userId, type);',
  ),
];
