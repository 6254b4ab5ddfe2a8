import { z } from 'zod';
import { defineFault } from './define.ts';
import { type FlagNotes, flagKey, kill, lastAccepted, noteFlag, operationsOf, restore } from './flags.ts';

/** Pack 416: the kill-switch takes effect within 30 s; what is refused then is no error. */
export const killSwitch = defineFault({
  summary: 'A feature is killed by its kill-switch, and later restored',
  params: z.strictObject({ flag: flagKey }),
  needs: ['target'],
  sentence: ({ flag }) => `The kill-switch of ${flag} is thrown`,
  claims: ({ flag }) => [`flag:${flag}`],
  touches: ({ flag }) => operationsOf(flag),
  prepare: ({ flag }, ctx) => noteFlag(ctx, flag),
  apply: ({ flag }, ctx) => kill(ctx, flag),
  revert: ({ flag }, ctx, before: FlagNotes) => restore(ctx, flag, before),
  effect: ({ flag }, ctx, appliedAt) => lastAccepted(ctx, flag, appliedAt),
});
