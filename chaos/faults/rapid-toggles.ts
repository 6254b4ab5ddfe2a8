import { z } from 'zod';
import { defineFault } from './define.ts';
import { type FlagNotes, flagKey, kill, noteFlag, operationsOf, restore } from './flags.ts';

/** Somebody cannot decide: every flip has to be audited and attributable, and the last one counts. */
export const rapidToggles = defineFault({
  summary: 'A feature is killed and restored again and again',
  params: z.strictObject({ flag: flagKey, everyMs: z.int().min(50).max(60_000).default(500) }),
  needs: ['target'],
  sentence: ({ flag, everyMs }) => `${flag} is killed and restored every ${everyMs} ms`,
  claims: ({ flag }) => [`flag:${flag}`],
  touches: ({ flag }) => operationsOf(flag),
  prepare: ({ flag }, ctx) => noteFlag(ctx, flag),
  apply: ({ flag }, ctx) => kill(ctx, flag),
  async during({ flag, everyMs }, ctx, before: FlagNotes, signal) {
    for (let killed = true; ; killed = !killed) {
      await ctx.pause(everyMs, signal);
      await (killed ? restore(ctx, flag, before) : kill(ctx, flag));
    }
  },
  revert: ({ flag }, ctx, before: FlagNotes) => restore(ctx, flag, before),
});
