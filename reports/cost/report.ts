import type { RunPlan } from '../../lib/plan/index.ts';
import type { BillingCounts } from '../../lib/results/index.ts';
import type { RunWindows } from '../ingest/index.ts';
import { BUDGETS, type Budget } from './budgets.ts';
import { type Bill, type CostGroup, type CostItem, driversOf, groupsOf, price } from './price.ts';
import { type Commitment, committed, DEFAULT_REGION, PRICES, pricesOf } from './prices.ts';
import { ASSUMPTIONS, type Assumptions, scaleUsage, type Usage, usageOf } from './usage.ts';
import { userDayOf } from './user-day.ts';

export interface CostOptions {
  readonly region?: string;
  /** Whether the free tier is taken off; the projections show both. Default off: a launch does not live on it. */
  readonly freeTier?: boolean;
  readonly assumptions?: Partial<Assumptions>;
  /** Discount for committed use of the store; default none. */
  readonly commitment?: Commitment | null;
}

export interface Projection {
  readonly users: number;
  /** Dollars a day. */
  readonly total: number;
  readonly totalWithFreeTier: number;
  readonly groups: Readonly<Record<CostGroup, number>>;
  readonly drivers: readonly CostItem[];
  /** What the source document expected. */
  readonly budget: Budget;
}

/** `cost.json`. All money in dollars. */
export interface CostReport {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly region: string;
  readonly regionTitle: string;
  /** Date of the prices. */
  readonly asOf: string;
  readonly sources: readonly { readonly what: string; readonly url: string; readonly checked: string }[];
  readonly freeTier: boolean;
  readonly assumptions: Assumptions;
  /** What this test would have cost. */
  readonly test: Bill;
  /** This load held for 24 hours. */
  readonly day: Bill;
  /** What the operations of one user on one day are taken from; null where nobody was active. */
  readonly basis: string | null;
  readonly projections: readonly Projection[];
  /** What the figures leave out. */
  readonly notes: readonly string[];
}

const DAY_MS = 86_400_000;
const GIB = 2 ** 30;

/** Prices a run: pure. Null where no meter counted what the store would bill. Throws a RangeError for a region without prices. */
export function costOf(
  plan: RunPlan,
  windows: RunWindows,
  billing: BillingCounts | null,
  options: CostOptions = {},
): CostReport | null {
  const { region = DEFAULT_REGION, freeTier = false, commitment = null } = options;
  const prices = committed(pricesOf(region), commitment);
  if (!billing) return null;
  const assumptions = { ...ASSUMPTIONS, ...options.assumptions };
  const sum = (cells: readonly { readonly count: number }[]) => cells.reduce((total, cell) => total + cell.count, 0);
  const storedBytes = billing.process?.storedBytes ?? null;
  const usage = usageOf(
    {
      billed: billing.rows,
      requests: sum(windows.latency),
      requestSeconds: windows.latency.reduce((total, cell) => total + cell.sumMs, 0) / 1000,
      receivedBytes: sum(windows.received),
      cpuSeconds: billing.process?.cpuSeconds ?? null,
      storedBytes,
      durationMs: plan.durationMs,
    },
    assumptions,
  );
  const storedGib = storedBytes === null ? null : storedBytes / GIB;
  const bill = (use: Usage, days: number) => price(use, prices, PRICES, freeTier ? days : 0);
  const userDay = userDayOf(plan, windows, assumptions);
  const projections = BUDGETS.flatMap((budget): Projection[] => {
    if (!userDay) return [];
    const stored = storedGib === null || plan.accounts === 0 ? null : (storedGib / plan.accounts) * budget.users;
    const use = scaleUsage(usage, userDay.share * budget.users, stored);
    const daily = bill(use, 1);
    const totalWithFreeTier = price(use, prices, PRICES, 1).total;
    const { users } = budget;
    return [
      { users, total: daily.total, totalWithFreeTier, groups: groupsOf(daily), drivers: driversOf(daily), budget },
    ];
  });
  return {
    schemaVersion: 1,
    runId: plan.runId,
    region,
    regionTitle: prices.title,
    asOf: PRICES.asOf,
    sources: PRICES.sources,
    freeTier,
    assumptions,
    test: bill(usage, plan.durationMs / DAY_MS),
    day: bill(scaleUsage(usage, DAY_MS / plan.durationMs, storedGib), 1),
    basis: userDay?.basis ?? null,
    projections,
    notes: notesOf(billing, sum(windows.received)),
  };
}

function notesOf(billing: BillingCounts, receivedBytes: number): string[] {
  const notes: string[] = [];
  if (billing.process?.cpuSeconds === undefined) notes.push('function CPU is assumed, not measured');
  if (billing.process?.storedBytes === undefined) notes.push('stored data was not measured and is left out');
  if (receivedBytes === 0) notes.push('egress was not measured and is left out');
  return notes;
}
