import { z } from 'zod';
import { defineFault } from './define.ts';
import { type FlagNotes, flagKey, noteFlag, operationsOf, restore, rollOut } from './flags.ts';

/** The source's canary goes 10 %, 50 %, 100 %: the steps share the fault's time evenly. */
export const rolloutStep = defineFault({
  summary: 'A feature is served to a share of the users only, step by step',
  params: z.strictObject({
    flag: flagKey,
    percentages: z.array(z.int().min(0).max(100)).min(1).max(10).default([10, 50]),
  }),
  needs: ['target'],
  sentence: ({ flag, percentages }) => `${flag} is rolled out to ${percentages.join(' %, then ')} % of the users`,
  claims: ({ flag }) => [`flag:${flag}`],
  touches: ({ flag }) => operationsOf(flag),
  prepare: ({ flag }, ctx) => noteFlag(ctx, flag),
  apply: ({ flag, percentages: [first = 0] }, ctx) => rollOut(ctx, flag, first),
  async during({ flag, percentages: [, ...others] }, ctx, _notes, signal) {
    for (const percentage of others) {
      await ctx.pause(ctx.lengthMs / (others.length + 1), signal);
      await rollOut(ctx, flag, percentage);
    }
  },
  revert: ({ flag }, ctx, before: FlagNotes) => restore(ctx, flag, before),
});
