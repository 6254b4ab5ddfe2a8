import type { RunPlan } from '../../lib/plan/index.ts';

/** What a reader has to know before the first figure: what the run cannot prove whatever it measured. */
export const caveatsOf = ({ target }: RunPlan): readonly string[] =>
  target.kind === 'emulators'
    ? [
        'Measured on emulators: this proves that the logic holds, not what production carries. Emulators neither scale, throttle nor queue as the real services do, so no figure here speaks of capacity, latency or limits of a launch.',
      ]
    : [];
