import { z } from 'zod';
import { defineFault } from './define.ts';
import { applyInHost, revertInHost } from './host.ts';

const WHEN = {
  before: 'before anything is done',
  after: 'after the work is done, so that the answer is lost',
} as const;

export const storeErrors = defineFault({
  summary: 'A share of the store’s reads, writes or both fails',
  params: z.strictObject({
    fraction: z.number().gt(0).max(1).default(0.2),
    on: z.enum(['reads', 'writes', 'all']).default('all'),
    /** `after`: committed, but nobody hears of it. */
    answer: z.enum(['before', 'after']).default('before'),
  }),
  needs: ['target', 'backend-controls'],
  sentence: ({ fraction, on, answer }) =>
    `${Math.round(fraction * 100)} % of the store’s ${on === 'all' ? 'accesses' : on} fail ${WHEN[answer]}`,
  claims: () => ['store-errors'],
  touches: () => ['*'],
  apply: (params, ctx) => applyInHost(ctx, 'store-errors', { ...params, seed: ctx.seed }),
  revert: (_params, ctx) => revertInHost(ctx),
});
