import { expect, test } from 'vitest';
import { buildPlan } from '../../lib/plan/index.ts';
import { activeUsers } from './active-users.ts';
import type { GaugeCell, RunWindows } from './windows.ts';

const plan = buildPlan({
  ...{ workload: 'mixed-10k', profile: 'quick', seed: 1, runId: 'r', createdAt: new Date(0).toISOString() },
  target: { kind: 'embedded' },
});
const vus = plan.groups.find(({ journey }) => journey === 'swipe')?.vus ?? 0;
const report = (window: number, mean: number, samples = vus, segment = 0): GaugeCell => ({
  ...{ journey: 'swipe', segment, window, samples, mean, max: mean },
});
const present = (...users: GaugeCell[]) => activeUsers(plan, { users } as unknown as RunWindows).get('swipe');

test('are what each VU has, × the VUs', () => {
  expect(present(report(0, 10), report(1, 20))).toEqual([10 * vus, 20 * vus]);
});

test('stay in a window whose report came a moment late, which the next one then has as well', () => {
  expect(present(report(0, 10), report(2, 20, 2 * vus), report(3, 20))).toEqual([10, 10, 20, 20].map((n) => n * vus));
});

test('are not made up before the first report, nor after the last', () => {
  expect(present(report(2, 10))).toEqual([null, null, 10 * vus]);
  expect(present()).toBeUndefined();
});

test('count once where a phase begins within a window', () => {
  expect(present(report(0, 10, vus, 0), report(0, 20, vus, 1))).toEqual([15 * vus]);
});
