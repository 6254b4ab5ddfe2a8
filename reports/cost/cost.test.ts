import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillingCounts } from '../../lib/results/index.ts';
import { counted, healthy, planOf, withWindows } from '../testing/evidence.ts';
import { expectPublished } from '../testing/published.ts';
import { costOf, groupsOf, PRICES, price, pricesOf, type Usage } from './index.ts';
import { priceListSchema } from './prices.ts';
import { costSchema } from './schema.ts';

const use = (operations: { reads?: number; writes?: number; deletes?: number }, rest: Partial<Usage> = {}): Usage => ({
  firestore: [{ feature: 'all', operation: 'all', reads: 0, writes: 0, deletes: 0, ...operations }],
  requests: 0,
  vcpuSeconds: 0,
  gibSeconds: 0,
  egressGib: 0,
  storedGibDays: null,
  ...rest,
});
const total = (usage: Usage, region: string, freeDays = 0) => price(usage, pricesOf(region), PRICES, freeDays).total;

describe('published examples', () => {
  it('2 M reads and 2 M writes in an hour cost $2.40 in us-central1', () => {
    expect(total(use({ reads: 2e6, writes: 2e6 }), 'us-central1')).toBeCloseTo(2.4, 10);
  });

  it('the same costs twice as much in nam5', () => {
    expect(total(use({ reads: 2e6, writes: 2e6 }), 'nam5')).toBeCloseTo(4.8, 10);
  });

  it("Firestore's own example of a month: $166.72 beyond the free quota", () => {
    const days = 30;
    const month = use({ reads: 100e6, writes: 50e6, deletes: 5e6 });
    const stored = 99 * pricesOf('nam5').firestore.storedGibMonth;
    expect(total(month, 'nam5', days) + stored).toBeCloseTo(166.72, 2);
  });

  it('Cloud Run: a million requests of one vCPU-second and half a GiB-second', () => {
    const usage = use({}, { requests: 1e6, vcpuSeconds: 1e6, gibSeconds: 0.5e6 });
    expect(total(usage, 'us-central1')).toBeCloseTo(0.4 + 24 + 1.25, 6);
  });

  it('a GiB stored for a month', () => {
    expect(total(use({}, { storedGibDays: 365 / 12 }), 'us-central1')).toBeCloseTo(0.15, 10);
  });
});

describe('free tier', () => {
  const day = PRICES.freeTier.perDay;

  it('is free up to its last operation, and no further', () => {
    expect(total(use({ reads: day.reads, writes: day.writes, deletes: day.deletes }), 'us-central1', 1)).toBe(0);
    expect(total(use({ reads: day.reads + 100_000 }), 'us-central1', 1)).toBeCloseTo(0.03, 10);
  });

  it('never makes anything dearer, nor takes off more than it is worth', () => {
    const amount = fc.nat(10_000_000);
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.constantFrom('us-central1', 'nam5', 'eur3'),
        (reads, writes, deletes, region) => {
          const usage = use({ reads, writes, deletes });
          const saved = total(usage, region) - total(usage, region, 1);
          expect(saved).toBeGreaterThanOrEqual(0);
          expect(saved).toBeLessThanOrEqual(total(use(day), region) + 1e-9);
        },
      ),
    );
  });
});

describe('the cost of a run', () => {
  const billing: BillingCounts = {
    schemaVersion: 1,
    rows: [
      { feature: 'swipe', operation: 'swipe', reads: 30_000, writes: 60_000, deletes: 0 },
      { feature: 'chat', operation: 'sendChatMessage', reads: 10_000, writes: 5000, deletes: 0 },
    ],
    process: { cpuSeconds: 30, storedBytes: 2 ** 30 },
  };
  const evidence = withWindows(healthy(), { received: [counted('swipe', 1, 2 ** 30)] });
  const { plan, windows } = evidence;
  const cost = (options = {}) => {
    const report = costOf(plan, windows, billing, options);
    if (!report) throw new Error('not priced');
    return report;
  };

  it('adds up what was measured', () => {
    const { test } = cost();
    const groups = groupsOf(test);
    expect(groups.firestore).toBeCloseTo(0.4 * 0.03 + 0.65 * 0.09, 10);
    expect(groups.egress).toBeCloseTo(0.12, 10);
    const requests = windows.latency.reduce((sum, cell) => sum + cell.count, 0);
    const instance = 30 / 0.6;
    expect(groups.functions).toBeCloseTo((requests * 0.4) / 1e6 + instance * 0.000024 + instance * 0.5 * 0.0000025, 10);
    expect(test.total).toBeCloseTo(
      Object.values(groups).reduce((sum, it) => sum + it, 0),
      12,
    );
  });

  it('projects the load of this test over 24 hours, as the source does', () => {
    const { test, day } = cost();
    const times = 86_400_000 / plan.durationMs;
    expect(groupsOf(day).firestore).toBeCloseTo(groupsOf(test).firestore * times, 8);
    expect(groupsOf(day).storage).toBeCloseTo(0.15 / (365 / 12), 10);
  });

  it('projects users by the minutes in which users were active', () => {
    const [tenThousand, hundredThousand] = cost().projections;
    const perUserMinute =
      (0.4 * 0.03 + 0.65 * 0.09) / ((plan.groups.reduce((sum, group) => sum + group.peak, 0) * 1) / 60);
    expect(tenThousand?.groups.firestore).toBeCloseTo(perUserMinute * 15 * 10_000, 6);
    expect(hundredThousand?.total).toBeCloseTo((tenThousand?.total ?? 0) * 10, 6);
    expect(tenThousand?.budget.total).toBe(4.5);
    expect(tenThousand?.totalWithFreeTier).toBeLessThan(tenThousand?.total ?? 0);
  });

  it('names the three dearest drivers', () => {
    expect(cost().projections[0]?.drivers.map((item) => item.driver)).toEqual([
      'egress',
      'swipe writes',
      'swipe reads',
    ]);
  });

  it('says what it left out, and knows no price for an unknown region', () => {
    expect(cost().notes).toEqual([]);
    const bare = costOf(plan, healthy().windows, { schemaVersion: 1, rows: billing.rows });
    expect(bare?.notes).toHaveLength(3);
    expect(costOf(plan, windows, null)).toBeNull();
    expect(() => cost({ region: 'mars1' })).toThrow('no prices for region "mars1": use one of us-central1, nam5, eur3');
  });

  it('keeps to its published schema, also where nothing was counted and nobody was active', () => {
    const idle = costOf(plan, { ...windows, users: [] }, billing);
    expect(idle).toMatchObject({ basis: null, projections: [] });
    const uncounted = costOf(plan, windows, null);
    expect(uncounted).toBeNull();
    expectPublished('cost', [cost(), cost({ freeTier: true, region: 'nam5' }), idle]);
    expect(costSchema.parse(uncounted)).toBeNull();
  });

  it('divides an open load by the people who make it', () => {
    const read = planOf({ workload: 'read-100k' });
    const open = costOf(read, healthy(read).windows, billing);
    expect(open?.basis).toMatch(/^10,000 people reading for 77 s; a user is active 15 minutes a day$/);
    const events = planOf({ workload: 'events-1m' });
    expect(costOf(events, healthy(events).windows, billing)?.basis).toBe(
      '3,825 users seen, each for what it did in this run',
    );
  });
});

describe('the price list', () => {
  it('refuses unknown keys, negative prices and undated lists', () => {
    expect(priceListSchema.safeParse(PRICES).success).toBe(true);
    expect(priceListSchema.safeParse({ ...PRICES, extra: 1 }).success).toBe(false);
    expect(priceListSchema.safeParse({ ...PRICES, asOf: 'today' }).success).toBe(false);
    const negative = structuredClone(PRICES);
    for (const region of Object.values(negative.regions)) region.egressGib = -1;
    expect(priceListSchema.safeParse(negative).success).toBe(false);
  });
});
