import { describe, expect, it } from 'vitest';
import type { TimelineRecord } from '../../lib/results/index.ts';
import type { RunWindows } from '../ingest/index.ts';
import { counted, healthy, latency, planOf, withWindows } from '../testing/evidence.ts';
import { type Evidence, judge } from './index.ts';

const base = healthy();
const { windows } = base;
const change = (part: Partial<RunWindows>): Evidence => withWindows(base, part);
const timeline = (edit: (records: TimelineRecord[]) => TimelineRecord[]): Evidence => ({
  ...base,
  timeline: edit([...base.timeline]),
});
const exited = (code: number) =>
  timeline((records) => records.map((it) => (it.name === 'generator-exited' ? { ...it, detail: { code } } : it)));
const short = (ms: number): Evidence => {
  const plan = { ...base.plan, measured: { fromMs: 18_000, toMs: 18_000 + ms } };
  return { ...base, plan };
};
const damage = { file: 'samples.csv.gz', place: 'after line 7', problem: 'breaks off', fix: 'let k6 finish' };

describe('generator health', () => {
  it.each<[string, string, Evidence, RegExp]>([
    [
      'samples',
      'damaged',
      change({ damage: { count: 3, listed: [damage] } }),
      /samples.csv.gz, after line 7: breaks off, and 2 places more/,
    ],
    ['samples', 'missing', change({ latency: [] }), /no request in the samples/],
    ['exit', 'a crash', exited(107), /k6 ended with exit code 107/],
    ['exit', 'silence', timeline((records) => records.slice(0, 2)), /nothing says that k6 ended/],
    ['exit', 'Ctrl-C', timeline((records) => [...records, { at: 1, kind: 'run', name: 'interrupted' }]), /interrupted/],
    ['window', 'too short', short(4000), /only 4 s are measured, of at least 5 s/],
    ['window', 'an early end', change({ lastRequestMs: 50_000 }), /the load ended early: 32 s of 63 s/],
    [
      'dropped',
      'dropped iterations',
      change({ dropped: [counted('swipe', 1, 12)] }),
      /12 iterations could not be started/,
    ],
    [
      'vus',
      'VUs that did not start',
      change({ vusMax: windows.vusMax.map((it) => ({ ...it, max: it.max - 1 })) }),
      /only \d+ of \d+ VUs started/,
    ],
    ['vus', 'no VU metric', change({ vusMax: [] }), /did not say how many VUs/],
    [
      'users',
      'users who never came',
      change({ users: windows.users.map((it) => ({ ...it, mean: it.mean * 0.9 })) }),
      /swipe 450 of 500/,
    ],
    ['users', 'no user metric', change({ users: [] }), /did not say how many users/],
    [
      'lag',
      'late requests',
      change({ lag: [latency('swipe', 1, 1000, 340, '')] }),
      /saturated: it sent requests late, p95 340 ms/,
    ],
    ['lag', 'no lag metric', change({ lag: [] }), /no schedule lag was recorded/],
  ])('%s: %s makes the run inconclusive', (id, _, evidence, reason) => {
    const verdict = judge(evidence);
    const check = verdict.checks.find((it) => it.id === `generator.${id}`);
    expect(check?.status).toBe('inconclusive');
    expect(check?.reason).toMatch(reason);
    expect(check?.advice).toBeTruthy();
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.headline).toMatch(/^No decision: /);
  });

  it('accepts that k6 found its own thresholds crossed: the verdict is made here', () => {
    expect(judge(exited(99)).status).toBe('pass');
  });

  it('looks at the lag of the measured window, not of the ramp', () => {
    const lag = [...windows.lag, latency('swipe', 0, 9000, 900, '')];
    expect(judge(change({ lag })).status).toBe('pass');
  });

  it('asks nothing of users where the model is open', () => {
    const evidence = withWindows(healthy(planOf({ workload: 'read-100k' })), { users: [] });
    expect(judge(evidence).checks.find((it) => it.id === 'generator.users')?.status).toBe('pass');
  });
});

describe('a saturated generator', () => {
  const lag = [latency('swipe', 1, 1000, 340, '')];
  const slow = windows.latency.map((cell) => (cell.segment === 1 ? latency(cell.journey, 1, 1000, 9000) : cell));
  const p95 = (evidence: Evidence) => judge(evidence).checks.find((it) => it.id === 'mixed-10k.p95');
  const errors = (evidence: Evidence) => judge(evidence).checks.find((it) => it.id === 'mixed-10k.errors');

  it('is not the fault of the target: slow answers and missing ones decide nothing', () => {
    const evidence = change({ lag, latency: slow, errors: [counted('swipe', 1, 900, 'timeout')] });
    expect(p95(evidence)).toMatchObject({ status: 'inconclusive', measured: '9 s' });
    expect(errors(evidence)?.status).toBe('inconclusive');
    expect(judge(evidence).status).toBe('inconclusive');
    expect(judge(evidence).headline).toMatch(/^No decision: the generator was saturated/);
  });

  it('excuses no failures that the target itself reported', () => {
    const evidence = change({ lag, errors: [counted('swipe', 1, 900, 'internal')] });
    expect(errors(evidence)?.status).toBe('fail');
    expect(judge(evidence).status).toBe('fail');
  });

  it('excuses nothing when it was healthy', () => {
    expect(p95(change({ latency: slow }))?.status).toBe('fail');
  });
});
