import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Check, overall } from '../../lib/results/index.ts';
import type { LatencyCell } from '../ingest/index.ts';
import { counted, healthy, latency, planOf, withWindows } from '../testing/evidence.ts';
import { expectPublished } from '../testing/published.ts';
import { type Evidence, judge } from './index.ts';

const checkOf = (evidence: Evidence, id: string): Check => {
  const check = judge(evidence).checks.find((it) => it.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check;
};
/** Replaces the cells of a journey in the measured segment. */
const replace = (cells: readonly LatencyCell[], journey: string, ...by: LatencyCell[]): LatencyCell[] => [
  ...cells.filter((cell) => cell.journey !== journey || cell.segment !== 1),
  ...by,
];

describe('a healthy run', () => {
  it('passes, and says so in one sentence', () => {
    const verdict = judge(healthy());
    expect(verdict.checks.filter((check) => check.status !== 'pass')).toEqual([]);
    expect(verdict.status).toBe('pass');
    expect(verdict.headline).toBe('Go: mixed-10k held all 14 objectives with 815 users.');
  });

  it('shows target, measured and headroom of each objective', () => {
    expect(checkOf(healthy(), 'mixed-10k.p95')).toEqual({
      ...{ id: 'mixed-10k.p95', kind: 'slo', title: 'p95 of all requests', status: 'pass' },
      ...{ target: '< 2 s', measured: '5 ms', value: 5, objective: 2000, headroom: 0.9975 },
    });
  });
});

describe('objectives', () => {
  it('fails exactly the journey that is slow', () => {
    const evidence = healthy();
    const slow = latency('swipe', 1, 1000, 2600);
    const windows = { latency: replace(evidence.windows.latency, 'swipe', slow) };
    const verdict = judge(withWindows(evidence, windows));
    const failed = verdict.checks.filter((check) => check.status === 'fail');
    expect(failed.map((check) => check.id)).toEqual(['mixed-10k.p95', 'mixed-10k.swipe.p95']);
    expect(failed[1]).toMatchObject({ measured: '2.6 s', reason: '1,000 requests of 1,000 took longer than 2 s' });
    expect(failed[1]?.headroom).toBeCloseTo(-0.3, 2);
    expect(verdict.status).toBe('fail');
    expect(verdict.headline).toBe('No-go: p95 of all requests: 2.6 s, target < 2 s; 1 more check failed.');
  });

  it('judges the measured window only: slow ramps are no breach', () => {
    const evidence = healthy();
    const ramps = [latency('swipe', 0, 9000, 2600), latency('swipe', 2, 9000, 2600)];
    const verdict = judge(withWindows(evidence, { latency: [...evidence.windows.latency, ...ramps] }));
    expect(verdict.status).toBe('pass');
  });

  it('counts errors, and does not count refusals', () => {
    const evidence = healthy();
    const windows = {
      errors: [counted('video', 1, 60, 'internal')],
      refused: [counted('swipe', 1, 900, 'rate-limited')],
    };
    const check = checkOf(withWindows(evidence, windows), 'mixed-10k.video.errors');
    expect(check).toMatchObject({ status: 'fail', measured: '6 %', reason: '60 requests of 1,000 failed' });
    expect(checkOf(withWindows(evidence, windows), 'mixed-10k.swipe.errors').status).toBe('pass');
  });

  it('fails a cold cache', () => {
    const evidence = healthy(planOf({ workload: 'read-100k' }));
    const windows = { cacheHits: [counted('search', 1, 500)], cacheMisses: [counted('search', 1, 500)] };
    expect(checkOf(withWindows(evidence, windows), 'read-100k.cache-hits')).toMatchObject({
      status: 'fail',
      measured: '50 %',
    });
    const none = withWindows(evidence, { cacheHits: [], cacheMisses: [] });
    expect(checkOf(none, 'read-100k.cache-hits').status).toBe('inconclusive');
  });

  it('is inconclusive without samples and with too few, unless they are bad beyond doubt', () => {
    const evidence = healthy();
    const status = (...cells: LatencyCell[]) =>
      checkOf(
        withWindows(evidence, { latency: replace(evidence.windows.latency, 'voice', ...cells) }),
        'mixed-10k.voice.p95',
      ).status;
    expect(status()).toBe('inconclusive');
    expect(status(latency('voice', 1, 58))).toBe('inconclusive');
    expect(status(latency('voice', 1, 59))).toBe('pass');
    expect(status(latency('voice', 1, 5, 9000))).toBe('fail');
  });

  it('judges the samples that a smoke run has, ramps included', () => {
    const evidence = healthy(planOf({ profile: 'smoke' }));
    const few = withWindows(evidence, { latency: evidence.windows.latency.map((cell) => latency(cell.journey, 0, 1)) });
    expect(checkOf(few, 'mixed-10k.voice.p95').status).toBe('pass');
  });

  it('agrees with the exact percentile on both sides of the objective', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 60, maxLength: 300 }), (values) => {
        const evidence = healthy();
        const cells = values.map((ms) => latency('voice', 1, 1, ms));
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? 0;
        fc.pre(Math.abs(exact - 2000) > 20);
        const windows = { latency: replace(evidence.windows.latency, 'voice', ...cells) };
        const check = checkOf(withWindows(evidence, windows), 'mixed-10k.voice.p95');
        expect(check.status).toBe(exact < 2000 ? 'pass' : 'fail');
      }),
    );
  });
});

describe('events exactly once', () => {
  const plan = planOf({ workload: 'events-1m' });
  const acked = healthy(plan).windows.eventsAcked.reduce((sum, cell) => sum + cell.count, 0);
  const status = (events: { counted: number; distinct?: number } | undefined, errors = 0) => {
    const evidence = withWindows(healthy(plan), { errors: [counted('analytics-batches', 1, errors, 'timeout')] });
    const finalState = events ? { schemaVersion: 1 as const, events } : null;
    return checkOf({ ...evidence, finalState }, 'events-1m.events-exactly-once');
  };

  it.each([
    ['counted once', { counted: acked }, 0, 'pass'],
    ['lost', { counted: acked - 1 }, 0, 'fail'],
    ['doubled', { counted: acked + 1, distinct: acked }, 0, 'fail'],
    ['more than acknowledged without unknown outcomes', { counted: acked + 1 }, 0, 'fail'],
    ['more than acknowledged with unknown outcomes', { counted: acked + 1 }, 3, 'inconclusive'],
    ['unacknowledged but stored once', { counted: acked + 5, distinct: acked + 5 }, 3, 'pass'],
    ['not reported', undefined, 0, 'inconclusive'],
  ] as const)('%s', (_, events, errors, expected) => {
    expect(status(events, errors).status).toBe(expected);
  });

  it('says how many', () => {
    expect(status({ counted: acked - 2 })).toMatchObject({ measured: '2 lost, 0 doubled', value: 2, headroom: -1 });
  });
});

describe('the ledger', () => {
  const good = {
    entries: 500,
    sum: 0,
    unbalanced: 0,
    wallets: { count: 100, total: 9_000, negative: 0 },
    mismatches: 0,
  };
  const check = (ledger: Partial<typeof good> | undefined) => {
    const finalState = { schemaVersion: 1 as const, ...(ledger && { ledger: { ...good, ...ledger } }) };
    return checkOf({ ...healthy(), finalState }, 'ledger.balance');
  };

  it('balances to the token', () => {
    expect(check({})).toMatchObject({ status: 'pass', measured: '9,000 tokens in 100 wallets, 500 movements' });
  });

  it.each([
    [{ sum: 1 }, '1 tokens came from nowhere'],
    [{ sum: -2 }, '2 tokens are gone'],
    [{ unbalanced: 2 }, '2 movements without balance'],
    [{ mismatches: 1 }, '1 wallet off the ledger'],
    [{ wallets: { ...good.wallets, negative: 1 } }, '1 wallet below zero'],
  ])('fails with %o', (wrong, reason) => {
    expect(check(wrong)).toMatchObject({ status: 'fail', reason });
    expect(judge({ ...healthy(), finalState: { schemaVersion: 1, ledger: { ...good, ...wrong } } }).status).toBe(
      'fail',
    );
  });

  it('is inconclusive where nobody read it back', () => {
    expect(check(undefined).status).toBe('inconclusive');
  });
});

describe('phases', () => {
  const faults = [{ name: 'outage', fault: 'x', params: {}, applyMs: 30_000, revertMs: 50_000 }];
  const plan = planOf({ faults });
  const evidence = healthy(plan);
  const during = (phase: string) =>
    evidence.windows.segments.findIndex((segment) => segment.measured && segment.phase === phase);

  it('judges baseline and recovery apart', () => {
    const ids = judge(evidence).checks.map((check) => check.id);
    expect(ids).toContain('mixed-10k.p95@baseline');
    expect(ids).toContain('mixed-10k.errors@recovery:outage');
    expect(ids.some((id) => id.includes('@fault:'))).toBe(false);
    expect(judge(evidence).status).toBe('pass');
  });

  it('fails a recovery that stays slow although the whole run does not', () => {
    const slow = latency('video', during('recovery:outage'), 500, 2600);
    const verdict = judge(withWindows(evidence, { latency: [...evidence.windows.latency, slow] }));
    expect(verdict.checks.filter((check) => check.status === 'fail').map((check) => check.id)).toEqual([
      'mixed-10k.video.p95',
      'mixed-10k.p95@recovery:outage',
    ]);
  });

  it('joins what others judged', () => {
    const lost: Check = {
      id: 'ledger',
      kind: 'invariant',
      title: 'Ledger sums to zero',
      status: 'fail',
      reason: 'off by 3',
    };
    const verdict = judge({ ...evidence, others: [lost] });
    expect(verdict.headline).toBe('No-go: Ledger sums to zero: off by 3.');
  });
});

describe('verdict', () => {
  const check = (status: Check['status']): Check => ({ id: status, kind: 'slo', title: status, status });

  it('is never a pass by silence', () => {
    expect(overall([])).toBe('inconclusive');
    expect(overall([check('pass'), check('inconclusive')])).toBe('inconclusive');
    expect(overall([check('inconclusive'), check('fail')])).toBe('fail');
    expect(overall([check('pass')])).toBe('pass');
  });

  it('keeps to its published schema', () => {
    const optional = ['target', 'measured', 'value', 'objective', 'headroom', 'phase', 'reason', 'advice'];
    expectPublished('verdict', [judge(healthy())], optional);
  });
});
