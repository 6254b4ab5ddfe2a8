import type { Participant } from './hooks.ts';

/** Keeps what the backend's meter counted. A target without a meter leaves no billing file, and its run has no price. */
export const billing: Participant = {
  name: 'billing',
  async collect({ operator, folder, plan, timeline }) {
    try {
      folder.writeJson('billing', await operator.get('/admin/billing'));
    } catch (error) {
      if (plan.target.kind === 'embedded') throw error;
      timeline.add('note', 'no billing', { reason: (error as Error).message });
    }
  },
};
