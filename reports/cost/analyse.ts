import { type Attribution, attribute, type MeasuredRun } from './attribution.ts';
import { type CostDifference, costDifference } from './difference.ts';
import { type Commitment, committed, DEFAULT_REGION, pricesOf } from './prices.ts';
import { type CostOptions, type CostReport, costOf } from './report.ts';
import { suppose, type WhatIf } from './what-if.ts';

export interface CostQuestion extends WhatIf {
  readonly region?: string;
  readonly freeTier?: boolean;
  readonly committedUse?: Commitment;
}

/** What a run costs, and would cost were things different. */
export interface CostAnalysis {
  readonly schemaVersion: 1;
  readonly measured: CostReport;
  /** Null where nothing was asked to be different. */
  readonly supposed: CostReport | null;
  /** What was changed, and what was assumed in doing so. */
  readonly notes: readonly string[];
  /** Who causes it, as supposed, at {@link SHARE_USERS}; null where nobody was active. */
  readonly shares: Attribution | null;
  /** Against another run, as supposed; null where none was named. */
  readonly difference: CostDifference | null;
}

/** Users a day that attribution and differences are told for. */
export const SHARE_USERS = 100_000;

/** Pure. Throws a RangeError for a region without prices, and where the runs cannot be priced or compared. */
export function analyseCost(run: MeasuredRun, against: MeasuredRun | null, question: CostQuestion): CostAnalysis {
  const { region = DEFAULT_REGION, committedUse = null, freeTier = false, cacheHit, batch } = question;
  const basic = { region, freeTier };
  const { windows, billing, notes } = suppose(run.windows, run.billing, {
    ...(cacheHit === undefined ? {} : { cacheHit }),
    ...(batch === undefined ? {} : { batch }),
  });
  const supposed = { plan: run.plan, windows, billing };
  const prices = committed(pricesOf(region), committedUse);
  return {
    schemaVersion: 1,
    measured: priced(run, basic),
    supposed: notes.length > 0 || committedUse ? priced(supposed, { ...basic, commitment: committedUse }) : null,
    notes,
    shares: attribute(supposed, prices, SHARE_USERS),
    difference: against === null ? null : costDifference(against, supposed, prices, SHARE_USERS),
  };
}

function priced({ plan, windows, billing }: MeasuredRun, options: CostOptions): CostReport {
  const report = costOf(plan, windows, billing, options);
  if (report) return report;
  throw new RangeError(`run ${plan.runId} cannot be priced`);
}
