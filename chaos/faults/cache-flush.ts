import { z } from 'zod';
import { callOperation } from './context.ts';
import { defineFault } from './define.ts';

/** A cold start at peak: every read goes to the store until the caches are warm again, which is what puts this back. */
export const cacheFlush = defineFault({
  summary: 'Every cache of the backend is emptied, once or again and again',
  params: z.strictObject({ everyMs: z.int().min(100).max(600_000).optional() }),
  needs: ['target'],
  sentence: ({ everyMs }) =>
    everyMs === undefined ? 'Every cache is emptied' : `Every cache is emptied every ${everyMs / 1000} s`,
  claims: () => ['caches'],
  touches: () => [],
  apply: async (_params, ctx) => {
    await callOperation(ctx, 'flushCaches');
  },
  async during({ everyMs }, ctx, _notes, signal) {
    while (everyMs !== undefined) {
      await ctx.pause(everyMs, signal);
      await callOperation(ctx, 'flushCaches');
    }
  },
  // Nothing stays: caches fill by themselves.
  revert: async () => {},
});
