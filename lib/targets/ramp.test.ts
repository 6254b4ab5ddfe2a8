import { expect, test } from 'vitest';
import { buildPlan } from '../plan/index.ts';
import { allowedAt, rampBreach } from './ramp.ts';

const planned = (profile: 'quick' | 'full', scale: number) =>
  buildPlan({
    workload: 'mixed-10k',
    profile,
    scale,
    seed: 1,
    target: { kind: 'staging', host: 'staging.example.com' },
    runId: 'r',
    createdAt: new Date(0).toISOString(),
  });

test('a new collection takes 500 operations a second, and half as much again every five minutes', () => {
  expect([0, 299_999, 300_000, 600_000, 900_000].map((ms) => allowedAt(ms))).toEqual([500, 500, 750, 1125, 1687.5]);
  expect([0, 300_000].map((ms) => allowedAt(ms, 4_000))).toEqual([4_000, 6_000]);
});

test('the full mix at once is too steep for a cold database, and not for one that has had as much', () => {
  const breach = rampBreach(planned('quick', 1)) ?? expect.fail('should be too steep');
  expect(breach.planned).toBeGreaterThan(5_000);
  expect(breach.allowed).toBe(500);
  expect(rampBreach(planned('quick', 1), breach.planned)).toBeNull();
  expect(rampBreach(planned('quick', 0.05))).toBeNull();
});

test('the proposed scale is close to keeping the rule: rare journeys keep a few users at any scale', () => {
  for (const profile of ['quick', 'full'] as const) {
    const { fittingScale } = rampBreach(planned(profile, 5)) ?? expect.fail('should be too steep');
    expect(rampBreach(planned(profile, fittingScale * 0.7))).toBeNull();
    expect(rampBreach(planned(profile, fittingScale * 2))).not.toBeNull();
  }
});
