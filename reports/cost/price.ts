import type { BilledOperations } from '../../lib/results/index.ts';
import type { PriceList, RegionPrices } from './prices.ts';
import type { Usage } from './usage.ts';

export type CostGroup = 'firestore' | 'functions' | 'storage' | 'egress';

/** One line of a bill. */
export interface CostItem {
  readonly group: CostGroup;
  /** What drives it: `swipe writes`, `function CPU`. */
  readonly driver: string;
  readonly amount: number;
  readonly unit: string;
  /** Dollars. */
  readonly cost: number;
}

export interface Bill {
  readonly items: readonly CostItem[];
  /** Dollars. */
  readonly total: number;
}

const DAYS_A_MONTH = 365 / 12;
const KINDS = [
  ['reads', 'readsPer100k'],
  ['writes', 'writesPer100k'],
  ['deletes', 'deletesPer100k'],
] as const;

/** What is left to pay of `used` when the first `free` cost nothing, as a part of 1. */
const payable = (used: number, free: number): number => (used <= free ? 0 : (used - free) / used);

/**
 * The bill for an amount of use. `freeDays`: for how many days the free tier applies (0: off); its monthly parts are spread evenly over
 * the days of a month. The free tier is shared by the features in proportion to what they use.
 */
export function price(usage: Usage, prices: RegionPrices, list: PriceList, freeDays: number): Bill {
  const { perDay, perMonth, storedGib } = list.freeTier;
  const monthly = (amount: number) => (amount / DAYS_A_MONTH) * freeDays;
  const items: CostItem[] = [];
  const add = (group: CostGroup, driver: string, unit: string, amount: number, unitPrice: number, share: number) => {
    if (amount > 0) items.push({ group, driver, amount, unit, cost: amount * unitPrice * share });
  };
  for (const [kind, priceName] of KINDS) {
    const used = usage.firestore.reduce((sum, row) => sum + row[kind], 0);
    const share = payable(used, perDay[kind] * freeDays);
    for (const [feature, amount] of byFeature(usage.firestore, kind)) {
      add('firestore', `${feature} ${kind}`, kind, amount, prices.firestore[priceName] / 100_000, share);
    }
  }
  const { functions } = prices;
  const functionItem = (driver: string, unit: string, used: number, unitPrice: number, free: number) =>
    add('functions', driver, unit, used, unitPrice, payable(used, monthly(free)));
  functionItem('function requests', 'requests', usage.requests, functions.requestsPerMillion / 1e6, perMonth.requests);
  functionItem('function CPU', 'vCPU-s', usage.vcpuSeconds, functions.vcpuSecond, perMonth.vcpuSeconds);
  functionItem('function memory', 'GiB-s', usage.gibSeconds, functions.gibSecond, perMonth.gibSeconds);
  const egressFree = monthly(perMonth.egressGib);
  add('egress', 'egress', 'GiB', usage.egressGib, prices.egressGib, payable(usage.egressGib, egressFree));
  const stored = usage.storedGibDays ?? 0;
  const storedPrice = prices.firestore.storedGibMonth / DAYS_A_MONTH;
  add('storage', 'stored data', 'GiB-days', stored, storedPrice, payable(stored, storedGib * freeDays));
  return { items, total: items.reduce((sum, item) => sum + item.cost, 0) };
}

function byFeature(rows: readonly BilledOperations[], kind: (typeof KINDS)[number][0]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.feature, (sums.get(row.feature) ?? 0) + row[kind]);
  return sums;
}

/** The dearest items first. */
export const driversOf = (bill: Bill, most = 3): readonly CostItem[] =>
  bill.items.toSorted((a, b) => b.cost - a.cost).slice(0, most);

/** Dollars of each group. */
export function groupsOf(bill: Bill): Readonly<Record<CostGroup, number>> {
  const groups = { firestore: 0, functions: 0, storage: 0, egress: 0 };
  for (const item of bill.items) groups[item.group] += item.cost;
  return groups;
}
