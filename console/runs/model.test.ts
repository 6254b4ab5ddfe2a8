import { expect, test } from 'vitest';
import type { RunView } from '../../lib/api/index.ts';
import type { Check } from '../../lib/results/index.ts';
import { figuresOf, groupsOf, lasting, loadOf, NO_FILTERS, OUTCOMES, queryOf } from './model.ts';

const check = (id: string, status: Check['status']): Check => ({ id, kind: 'slo', title: id, status });
const run: RunView = {
  runId: '20260105-120100-mixed-10k-quick-0001',
  startedAt: 0,
  workload: 'mixed-10k',
  profile: 'quick',
  outcome: 'pass',
  headline: '',
  planned: { scale: 1, target: 'embedded', experiment: null },
};

test('each outcome has a mark and a word of its own', () => {
  const told = Object.values(OUTCOMES);
  for (const part of ['mark', 'word'] as const) expect(new Set(told.map((one) => one[part])).size).toBe(told.length);
});

test('what failed comes first, then what nobody knows, then what held, each in the order of the verdict', () => {
  const checks = [
    check('a', 'pass'),
    check('b', 'inconclusive'),
    check('c', 'fail'),
    check('d', 'pass'),
    check('e', 'fail'),
  ];
  expect(groupsOf(checks).map(({ title, checks }) => [title, checks.map(({ id }) => id).join('')])).toEqual([
    ['2 failed', 'ce'],
    ['1 could not be judged', 'b'],
    ['2 held', 'ad'],
  ]);
  expect(groupsOf([])).toEqual([]);
});

test('a query names only what is asked for', () => {
  expect(queryOf(NO_FILTERS, undefined)).toBe('');
  expect(queryOf({ workload: 'mixed-10k', outcome: 'fail' }, 'a&b')).toBe(
    '?workload=mixed-10k&outcome=fail&cursor=a%26b',
  );
});

test('runs and checks read as people say them', () => {
  expect(loadOf(run)).toBe('mixed-10k quick');
  expect(loadOf({ ...run, planned: { scale: 0.12345, target: 'embedded', experiment: null } })).toBe(
    'mixed-10k quick × 0.123',
  );
  expect(loadOf({ ...run, planned: null })).toBe('mixed-10k quick');
  expect(figuresOf({ ...check('a', 'fail'), measured: '3.1 s', target: '< 2 s' })).toBe('3.1 s, target < 2 s');
  expect(figuresOf(check('a', 'inconclusive'))).toBe('not measured');
  expect([lasting(90_000), lasting(1_440_000), lasting(150_000)]).toEqual(['90 s', '24 min', '2.5 min']);
});
