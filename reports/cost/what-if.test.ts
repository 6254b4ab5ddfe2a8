import { describe, expect, it } from 'vitest';
import { counted, healthy, latency, planOf, withWindows } from '../testing/evidence.ts';
import { expectPublished } from '../testing/published.ts';
import { analyseCost } from './analyse.ts';
import { attribute, type MeasuredRun } from './attribution.ts';
import { costDifference } from './difference.ts';
import { costOf, PRICES, pricesOf } from './index.ts';
import { suppose } from './what-if.ts';

const plan = planOf();
const prices = pricesOf('us-central1');
const row = (operation: string, reads: number, writes = 0, feature = operation) => ({
  ...{ feature, operation, reads, writes, deletes: 0 },
});
/** 1,000 calls of each of two operations, one of them cached in 80 of 100 cases. */
function runWith(rows: ReturnType<typeof row>[], calls = 1000): MeasuredRun {
  const { windows } = withWindows(healthy(plan), {
    latency: [latency('swipe', 1, calls, 5, 'getDiscoveryFeed'), latency('swipe', 1, calls, 5, 'swipe')],
    cacheHits: [counted('swipe', 1, 800, '', 'getDiscoveryFeed')],
    cacheMisses: [counted('swipe', 1, 200, '', 'getDiscoveryFeed')],
    eventsAcked: [],
  });
  return { plan, windows, billing: { schemaVersion: 1, rows } };
}
const dayOf = (run: MeasuredRun, options = {}) =>
  costOf(run.plan, run.windows, run.billing, options)?.projections[1]?.groups.firestore ?? Number.NaN;

describe('what if', () => {
  it('the cache answered 90 % instead of 80 %: half the misses, half the reads, and of nothing else', () => {
    const run = runWith([row('getDiscoveryFeed', 20_000), row('swipe', 10_000, 5_000)]);
    const { billing, notes } = suppose(run.windows, run.billing, { cacheHit: 0.9 });
    expect(billing.rows.map((it) => Math.round(it.reads))).toEqual([10_000, 10_000]);
    expect(notes).toEqual([expect.stringContaining('90 % cache hits instead of 80 %')]);
    expect(dayOf({ ...run, billing })).toBeLessThan(dayOf(run));
  });

  it('nothing is made up for a cache that never missed, or that is not there', () => {
    const run = runWith([row('getDiscoveryFeed', 20_000)]);
    const never = suppose({ ...run.windows, cacheMisses: [] }, run.billing, { cacheHit: 0.9 });
    expect([never.billing.rows[0]?.reads, never.notes[0]]).toEqual([20_000, expect.stringContaining('never missed')]);
    expect(suppose({ ...run.windows, cacheHits: [], cacheMisses: [] }, run.billing, { cacheHit: 0.9 }).notes).toEqual([
      'no operation of this run has a cache',
    ]);
  });

  it('50 events came in a request instead of 10: a fifth of the requests, reads and writes', () => {
    const base = runWith([row('ingestEvents', 1000, 2000)]);
    const windows = {
      ...base.windows,
      latency: [latency('analytics-batches', 1, 1000, 5, 'ingestEvents')],
      eventsAcked: [counted('analytics-batches', 1, 10_000, '', 'ingestEvents')],
    };
    const supposed = suppose(windows, base.billing, { batch: 50 });
    expect(supposed.billing.rows[0]).toMatchObject({ reads: 200, writes: 400 });
    expect(supposed.windows.latency[0]?.count).toBe(200);
    expect(suppose(base.windows, base.billing, { batch: 50 }).notes).toEqual(['this run ingests no events']);
  });

  it('nothing is made up of a batch without a request', () => {
    const run = runWith([row('ingestEvents', 1000, 2000)]);
    const lost = { ...run.windows, latency: [], eventsAcked: [counted('events', 1, 100, '', 'ingestEvents')] };
    expect(suppose(lost, run.billing, { batch: 50 }).billing).toEqual(run.billing);
  });

  it('the operations were committed to for three years: 40 % off the store, and nothing off the rest', () => {
    const run = runWith([row('swipe', 10_000, 5_000)]);
    expect(dayOf(run, { commitment: '3y' })).toBeCloseTo(dayOf(run) * (1 - PRICES.committedUse['3y']), 10);
    expect(dayOf(run, { commitment: '1y' })).toBeCloseTo(dayOf(run) * 0.8, 10);
    const functions = (options = {}) =>
      costOf(run.plan, run.windows, run.billing, options)?.projections[1]?.groups.functions;
    expect(functions({ commitment: '3y' })).toBe(functions());
  });
});

describe('attribution', () => {
  it('adds up to the bill of the store, by feature and by journey; jobs are in the background', () => {
    const run = runWith([row('swipe', 10_000, 5_000, 'discovery'), row('cleanupRateLimits', 100, 0, 'ratelimits')]);
    const shares = attribute(run, prices, 100_000);
    const sum = (all: readonly { dollars: number }[] = []) => all.reduce((total, it) => total + it.dollars, 0);
    expect(sum(shares?.features)).toBeCloseTo(dayOf(run), 8);
    expect(sum(shares?.journeys)).toBeCloseTo(dayOf(run), 8);
    expect(shares?.features.map((it) => it.name)).toEqual(['discovery', 'ratelimits']);
    expect(shares?.journeys.map((it) => it.name)).toEqual(['swipe', 'background']);
  });
});

describe('the difference of two runs', () => {
  it('is told in dollars, and by what one call does more', () => {
    const before = runWith([row('swipe', 1000, 1000), row('getDiscoveryFeed', 20_000)]);
    const after = runWith([row('swipe', 3100, 1000), row('getDiscoveryFeed', 20_000)]);
    const found = costDifference(before, after, prices);
    expect(found.after - found.before).toBeCloseTo(dayOf(after) - dayOf(before), 8);
    expect(found.sentence).toMatch(/^This change adds \$[\d.]+ a day at 100,000 users: 2\.1 more reads per swipe\.$/);
    expect(costDifference(after, before, prices).sentence).toMatch(/saves .* 2\.1 fewer reads per swipe/);
  });

  it('says nothing of equal runs, blames the number of calls where calls cost the same, and refuses different workloads', () => {
    const run = runWith([row('swipe', 1000, 1000)]);
    expect(costDifference(run, run, prices).sentence).toBe('This change costs nothing a day at 100,000 users.');
    expect(costDifference(run, runWith([row('swipe', 2000, 2000)], 2000), prices).sentence).toContain(
      'swipe is called more often',
    );
    expect(() => costDifference(run, { ...run, plan: { ...plan, workload: 'read-100k' } }, prices)).toThrow(
      'cannot be compared',
    );
  });
});

describe('what loadgate cost prints', () => {
  const before = runWith([row('swipe', 1000, 1000), row('getDiscoveryFeed', 20_000)]);
  const after = runWith([row('swipe', 3100, 1000), row('cleanupRateLimits', 100)]);

  it('keeps to its published schema, whatever was asked', () => {
    const idle = { ...before, windows: { ...before.windows, users: [] } };
    const all = { cacheHit: 0.9, batch: 50, committedUse: '3y', region: 'nam5', freeTier: true } as const;
    const answers = [analyseCost(before, null, {}), analyseCost(after, before, all), analyseCost(idle, null, {})];
    expect(answers.map((it) => [it.supposed === null, it.shares === null, it.difference === null])).toEqual([
      [true, false, true],
      [false, false, false],
      [true, true, true],
    ]);
    expectPublished('cost-analysis', answers);
  });

  it('refuses a region without prices, and two workloads', () => {
    expect(() => analyseCost(before, null, { region: 'mars1' })).toThrow('no prices for region "mars1"');
    const other = { ...after, plan: { ...plan, workload: 'read-100k' } };
    expect(() => analyseCost(before, other, {})).toThrow('cannot be compared');
  });
});
