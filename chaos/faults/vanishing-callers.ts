import { z } from 'zod';
import { defineFault } from './define.ts';

/** As when a mobile network fails: pack 353 §3 gives back what was not talked. The generator reads the fault from the plan. */
export const vanishingCallers = defineFault({
  summary: 'Callers vanish in mid-call: their connection is lost, and they do not come back',
  params: z.strictObject({
    /** Part of the calls that are lost at their next heartbeat. */
    share: z.number().gt(0).max(1).default(0.5),
  }),
  needs: ['generator'],
  sentence: ({ share }) => `${Math.round(share * 100)} % of the callers vanish in mid-call`,
  claims: () => ['callers'],
  touches: () => [],
  // The plan says from when to when: nothing is to be done while the load runs.
  apply: async () => {},
  revert: async () => {},
});
