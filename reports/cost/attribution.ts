import type { RunPlan } from '../../lib/plan/index.ts';
import type { BilledOperations, BillingCounts } from '../../lib/results/index.ts';
import type { RunWindows } from '../ingest/index.ts';
import type { RegionPrices } from './prices.ts';
import { ASSUMPTIONS, type Assumptions } from './usage.ts';
import { userDayOf } from './user-day.ts';

/** A run as far as its price goes. */
export interface MeasuredRun {
  readonly plan: RunPlan;
  readonly windows: RunWindows;
  readonly billing: BillingCounts;
}

/** Dollars of the store's operations on a day of so many users, the dearest first; without the free tier. */
export interface Attribution {
  readonly features: readonly Share[];
  /** By the requests that each journey made of an operation; what no request causes (jobs) is `background`. */
  readonly journeys: readonly Share[];
}

export interface Share {
  readonly name: string;
  readonly dollars: number;
}

export const BACKGROUND = 'background';

/** Dollars of some billed operations. */
export const storeDollars = (
  { reads, writes, deletes }: Omit<BilledOperations, 'feature' | 'operation'>,
  { firestore }: RegionPrices,
): number =>
  (reads * firestore.readsPer100k + writes * firestore.writesPer100k + deletes * firestore.deletesPer100k) / 100_000;

/** Who causes what the store costs. Null where nobody was active. */
export function attribute(
  run: MeasuredRun,
  prices: RegionPrices,
  users: number,
  assume: Assumptions = ASSUMPTIONS,
): Attribution | null {
  const day = userDayOf(run.plan, run.windows, assume);
  if (!day) return null;
  const features = new Map<string, number>();
  const journeys = new Map<string, number>();
  const requests = requestsBy(run.windows);
  for (const row of run.billing.rows) {
    const dollars = storeDollars(row, prices) * day.share * users;
    add(features, row.feature, dollars);
    const callers = requests.get(row.operation);
    if (!callers) add(journeys, BACKGROUND, dollars);
    else {
      const all = [...callers.values()].reduce((sum, n) => sum + n, 0);
      for (const [journey, n] of callers) add(journeys, journey, (dollars * n) / all);
    }
  }
  return { features: sorted(features), journeys: sorted(journeys) };
}

/** Requests by operation, then by journey. */
function requestsBy(windows: RunWindows): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const requests = new Map<string, Map<string, number>>();
  for (const { operation, journey, count } of windows.latency) {
    const journeys = requests.get(operation) ?? new Map<string, number>();
    add(journeys, journey, count);
    requests.set(operation, journeys);
  }
  return requests;
}

const add = (sums: Map<string, number>, name: string, amount: number): void => {
  sums.set(name, (sums.get(name) ?? 0) + amount);
};

const sorted = (sums: ReadonlyMap<string, number>): Share[] =>
  [...sums].map(([name, dollars]) => ({ name, dollars })).toSorted((a, b) => b.dollars - a.dollars);
