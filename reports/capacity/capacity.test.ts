import { describe, expect, it } from 'vitest';
import { levelAt, steppedPlan } from '../../lib/plan/index.ts';
import { parsePlan } from '../../lib/plan/schema.ts';
import type { LatencyCell } from '../ingest/index.ts';
import { uslAt } from '../stats/index.ts';
import { counted, healthy, latency, planOf, withWindows } from '../testing/evidence.ts';
import { expectPublished } from '../testing/published.ts';
import { analyseCapacity, type Observation } from './index.ts';

const SHAPE = { steps: 6, factor: 1.5, stepMs: 20_000 };
const { plan, steps } = steppedPlan(planOf({ workload: 'read-100k', profile: 'full', scale: 0.1 }), SHAPE);
const peak = plan.groups.reduce((sum, group) => sum + group.peak, 0);

/** What a target does that scales by a known law and whose latency grows with its load; the generator lags from `lagFrom` on. */
function run({
  p95Of = (load: number): number => (load < 0.7 * peak ? 50 : 4000),
  errorsFrom = Infinity,
  law = { lambda: 1, sigma: 0.001, kappa: 1e-7 },
  lagFrom = Infinity,
  cores = 0.5,
  loopMs = 5,
} = {}) {
  const base = healthy(plan);
  const per = (make: (load: number, window: number) => LatencyCell[]) =>
    steps.flatMap(({ share }, i) => Array.from({ length: 20 }, (_, s) => make(share * peak, i * 20 + s)).flat());
  const journey = plan.groups[0]?.journey ?? '';
  const requests = (load: number) => Math.round(uslAt(law, load));
  const { windows } = withWindows(base, {
    latency: per((load, window) => [{ ...latency(journey, 1, requests(load), p95Of(load)), window }]),
    lag: per((load, window) => [{ ...latency(journey, 1, 100, load >= lagFrom ? 500 : 3, ''), window }]),
    errors: steps.flatMap(({ share }, i) =>
      Array.from({ length: 20 }, (_, s) => ({
        ...counted(journey, 1, share * peak >= errorsFrom ? requests(share * peak) / 4 : 0, 'internal'),
        window: i * 20 + s,
      })),
    ),
  });
  const looks = Array.from(
    { length: 120 },
    (_, s): Observation => ({ atMs: s * 1000, cpuSeconds: s * cores, loopLagP99Ms: loopMs, storeOperations: s * 700 }),
  );
  return analyseCapacity(plan, steps, windows, looks, 1e-6);
}

describe('a stepped plan', () => {
  it('is a valid plan whose load stands still in every part that is judged', () => {
    expect(parsePlan(JSON.stringify(plan))).toEqual(plan);
    const [group] = plan.groups;
    if (!group) expect.fail('no group');
    for (const { share, fromMs, toMs } of steps)
      for (const ms of [fromMs, (fromMs + toMs) / 2, toMs - 1])
        expect(levelAt(group.stages, ms)).toBeCloseTo(group.peak * share, 6);
    expect(steps.at(-1)).toEqual({ share: 1, fromMs: 105_000, toMs: 120_000 });
  });
});

describe('the highest load', () => {
  it('lies between the last step that held and the first that did not, and costs what its requests cost', () => {
    const found = run();
    const loads = found.steps.map((it) => it.load);
    expect(found.steps.map((it) => it.verdict)).toEqual(['within', 'within', 'within', 'within', 'within', 'broken']);
    expect(found.capacity).toMatchObject({ low: loads[4], high: loads[5] });
    expect(found.dollarsPerDay).toBeCloseTo((found.capacity.throughput ?? 0) * 0.0864, 6);
    expect(found.usl?.r2).toBeGreaterThan(0.99);
  });

  it('is not there where the first step breaks already, and open where none does', () => {
    expect(run({ p95Of: () => 9000 }).capacity).toEqual({ low: null, high: expect.any(Number), throughput: null });
    expect(run({ p95Of: () => 5 })).toMatchObject({ capacity: { high: null }, bottleneck: null });
  });

  it('counts errors, too', () => {
    const found = run({ p95Of: () => 5, errorsFrom: 0.5 * peak });
    expect(found.steps.map((it) => it.verdict)).toEqual(['within', 'within', 'within', 'within', 'broken', 'broken']);
  });

  it.each([
    ['CPU', { cores: 0.95 }],
    ['event loop', { cores: 0.6, loopMs: 300 }],
    ['store or beyond', { cores: 0.4 }],
  ] as const)('is bound by %s', (bottleneck, load) => {
    expect(run(load).bottleneck).toBe(bottleneck);
  });

  it('is unknown where the generator gave way first: that is no limit of the target', () => {
    const found = run({ lagFrom: 0.3 * peak });
    expect(found.bottleneck).toBe('generator');
    expect(found.capacity.high).toBeNull();
    expect(found.steps.find((it) => it.verdict === 'unknown')?.reason).toContain('generator was saturated');
  });

  it('keeps to its published schema, also where throughput has no peak and the target tells nothing of itself', () => {
    const flattening = run({ law: { lambda: 1, sigma: 0.02, kappa: -1.5e-4 } });
    expect(flattening.usl).toMatchObject({ kappa: 0, peakLoad: null, peakThroughput: expect.any(Number) });
    const silent = analyseCapacity(plan, steps, healthy(plan).windows, [], null);
    expect(silent.steps[0]).toMatchObject({ p95: null, cores: null, loopLagP99Ms: null, storePerSecond: null });
    expectPublished('capacity', [run(), flattening, silent, run({ p95Of: () => 9000 }), run({ lagFrom: 0.3 * peak })]);
  });
});
