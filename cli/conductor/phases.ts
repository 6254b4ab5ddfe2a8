import type { Participant } from './hooks.ts';

/** Records the moment at which each planned phase begins. */
export const phases: Participant = {
  name: 'phases',
  async duringLoad({ plan, timeline }, clock, signal) {
    for (const phase of plan.phases) {
      await clock.until(phase.fromMs, signal);
      timeline.add('phase', phase.name);
    }
  },
};
