import type { BillingCounts } from '../../lib/results/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { DEFAULT_REGION, PRICES, price, pricesOf } from '../../reports/cost/index.ts';
import { CliError } from '../errors.ts';
import type { Participant, RunContext } from './hooks.ts';

/** A run that goes wild costs for this long at most before it is stopped. */
const LOOK_MS = 2_000;

/** Dollars that the store's operations would cost without a free tier: whoever set a budget wants to be stopped rather too early. */
export function costOfOperations({ rows }: BillingCounts): number {
  const usage = { firestore: rows, requests: 0, vcpuSeconds: 0, gibSeconds: 0, egressGib: 0, storedGibDays: null };
  return price(usage, pricesOf(DEFAULT_REGION), PRICES, 0).total;
}

/** Stops the run when what the target's meter has counted since its beginning costs more than `dollars`. A target without a meter is refused. */
export function budget(dollars: number): Participant {
  let before = 0;
  const spent = async ({ operator, billedBefore }: RunContext): Promise<number> => {
    const now = (await operator.get('/admin/billing')) as BillingCounts;
    return [...billedBefore, now].reduce((sum, counts) => sum + costOfOperations(counts), 0);
  };
  return {
    name: 'budget',
    async beforeLoad(run) {
      try {
        before = await spent(run);
      } catch (error) {
        throw new CliError(
          EXIT.usage,
          `--max-cost: the target does not say what its operations cost (${(error as Error).message})`,
          'leave --max-cost out, or use a target that serves GET /admin/billing',
        );
      }
    },
    async duringLoad(run, clock, signal) {
      for (let next = LOOK_MS; ; next = clock.elapsed() + LOOK_MS) {
        await clock.until(next, signal);
        // A backend that is down costs nothing more; its meter is asked again when it is back.
        const cost = (await spent(run).catch(() => before)) - before;
        if (cost <= dollars) continue;
        run.timeline.add('note', 'over budget', { dollars: cost, budget: dollars });
        throw new CliError(
          EXIT.overBudget,
          `stopped: the measured operations cost $${cost.toPrecision(3)}, more than --max-cost ${dollars}. Everything was put back; the run has no verdict.`,
          'use a smaller --scale or a shorter --profile, or raise --max-cost',
        );
      }
    },
  };
}
