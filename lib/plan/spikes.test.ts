import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPlan, levelAt } from './index.ts';
import { withSpikes } from './spikes.ts';

const STAGES = [
  { untilMs: 10_000, level: 100 },
  { untilMs: 80_000, level: 100 },
  { untilMs: 90_000, level: 0 },
];

describe('withSpikes', () => {
  it('leaves stages without a spike as they are', () => {
    expect(withSpikes(STAGES, [])).toBe(STAGES);
  });

  it('multiplies the level within a spike and nowhere else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 3, max: 40 }),
        fc.double({ min: 1.1, max: 5, noNaN: true }),
        (from, length, factor) => {
          const spike = { fromMs: from * 1000, toMs: (from + length) * 1000, factor };
          const spiked = withSpikes(STAGES, [spike]);
          for (const [i, stage] of spiked.entries())
            if (i > 0) expect(stage.untilMs).toBeGreaterThan(spiked[i - 1]?.untilMs ?? 0);
          for (const ms of [500, spike.fromMs - 500, spike.toMs + 500, 85_000])
            if (ms < spike.fromMs || ms >= spike.toMs) expect(levelAt(spiked, ms)).toBeCloseTo(levelAt(STAGES, ms), 6);
          const middle = (spike.fromMs + spike.toMs) / 2;
          if (middle > 11_000) expect(levelAt(spiked, middle)).toBeCloseTo(levelAt(STAGES, middle) * factor, 6);
        },
      ),
    );
  });

  it('is planned with rows and accounts for its peak', () => {
    const input = {
      workload: 'mixed-10k',
      profile: 'quick',
      seed: 1,
      target: { kind: 'embedded' },
      runId: 'r',
      createdAt: '2026-01-02T03:04:05Z',
    } as const;
    const plain = buildPlan(input);
    const experiment = { name: 'x', faults: [], spikes: [{ fromMs: 30_000, toMs: 40_000, factor: 2 }] };
    const spiked = buildPlan({ ...input, experiment });
    expect(spiked.scale).toBe(plain.scale);
    for (const [i, group] of spiked.groups.entries()) {
      const { stages } = plain.groups[i] ?? group;
      for (const ms of [5_000, 25_000, 60_000]) expect(levelAt(group.stages, ms)).toBeCloseTo(levelAt(stages, ms), 6);
      expect(levelAt(group.stages, 35_000)).toBeCloseTo(2 * levelAt(stages, 35_000), 6);
      expect(group.vus * group.usersPerVu).toBeGreaterThanOrEqual(group.peak);
    }
    expect(spiked.accounts).toBeGreaterThan(plain.accounts);
  });
});
