import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WORKLOAD_NAMES } from '../workloads/index.ts';
import { newRunId, parseRunId } from './run-id.ts';

it('names runs by time, so that they sort, and tells runs of one second apart', () => {
  const now = new Date('2026-01-31T09:05:02.700Z');
  expect(newRunId('mixed-10k', 'quick', now, 0.25)).toBe('20260131-090502-mixed-10k-quick-4000');
  expect(newRunId('mixed-10k', 'quick', now, 0)).toBe('20260131-090502-mixed-10k-quick-0000');
});

it('reads back every id that it makes', () => {
  const moments = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom(...WORKLOAD_NAMES),
      fc.constantFrom('smoke', 'quick', 'full'),
      moments,
      chances,
      (workload, profile, now, chance) => {
        const startedAt = Math.floor(now.getTime() / 1000) * 1000;
        expect(parseRunId(newRunId(workload, profile, now, chance))).toEqual({ startedAt, workload, profile });
      },
    ),
  );
});

it.each([
  ...['', '.', '..', 'latest', 'history.sqlite', '.latest-12'],
  ...['../20260131-090502-mixed-10k-quick-3fa9', '20260131-090502-mixed-10k-quick-3fa9/..', 'a/20260131-090502-smoke'],
  ...['20260131-090502-..-quick-3fa9', '20260131-090502-a/b-quick-3fa9', '20260131-090502-a\\b-quick-3fa9'],
  ...[
    '20260131-090502-mixed-10k-quick-3fa9\n',
    '20260131-090502-mixed-10k-quick-3fa9\0',
    '20260131-090502--quick-3fa9',
  ],
  ...['20260131-090502-mixed-10k-huge-3fa9', '20260131-090502-mixed-10k-quick-3FA9', '20260131-090502-mixed-10k-quick'],
  ...['20260231-090502-smoke-quick-3fa9', '20261331-090502-smoke-quick-3fa9', '20260131-250502-smoke-quick-3fa9'],
  `20260131-090502-${'a'.repeat(100)}-quick-3fa9`,
])('%j is no run id', (text) => {
  expect(parseRunId(text)).toBeNull();
});
