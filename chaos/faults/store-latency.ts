import { z } from 'zod';
import { defineFault } from './define.ts';
import { applyInHost, revertInHost } from './host.ts';

const ms = z.int().min(0).max(60_000);

export const storeLatency = defineFault({
  summary: 'A share of the store’s accesses takes longer: ms, and up to jitterMs more',
  params: z.strictObject({
    ms: ms.default(200),
    jitterMs: ms.default(100),
    fraction: z.number().gt(0).max(1).default(1),
    on: z.enum(['reads', 'writes', 'all']).default('all'),
  }),
  needs: ['target', 'backend-controls'],
  sentence: ({ ms, jitterMs }) => `The store takes ${ms} to ${ms + jitterMs} ms longer`,
  claims: () => ['store-latency'],
  touches: () => [],
  apply: (params, ctx) => applyInHost(ctx, 'store-latency', { ...params, seed: ctx.seed }),
  revert: (_params, ctx) => revertInHost(ctx),
});
