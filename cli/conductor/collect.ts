import type { BillingCounts } from '../../lib/results/index.ts';
import type { Participant } from './hooks.ts';
import { sumOfBillings } from './sum-of-billings.ts';

/** Keeps what the backend's meter counted. A target without a meter leaves no billing file, and its run has no price. */
export const billing: Participant = {
  name: 'billing',
  async collect({ operator, folder, plan, timeline, billedBefore }) {
    try {
      const counted = (await operator.get('/admin/billing')) as BillingCounts;
      folder.writeJson('billing', sumOfBillings([...billedBefore, counted]));
    } catch (error) {
      if (plan.target.kind === 'embedded') throw error;
      timeline.add('note', 'no billing', { reason: (error as Error).message });
    }
  },
};
