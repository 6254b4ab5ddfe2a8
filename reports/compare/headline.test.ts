import { describe, expect, test } from 'vitest';
import { headlineOf } from './headline.ts';
import type { ComparedScope } from './types.ts';

const ratio = (value: number) => ({ value, low: value / 1.1, high: value * 1.1 });
const nothing = { base: 1, new: 1, ratio: ratio(1), change: 'none' } as const;
const swipe = (value: number, p: number): ComparedScope => ({
  ...{ journey: '', operation: 'swipe', phase: '', requests: { base: 1000, new: 1000 } },
  latency: [{ quantile: 0.1, baseMs: 1, newMs: value, raw: ratio(value), adjusted: ratio(value), p, change: 'none' }],
  errors: { base: 0, new: 0, low: 0, high: 0, change: 'none' },
  throughput: nothing,
});
const told = (scope: ComparedScope) =>
  headlineOf({
    ...{ schemaVersion: 1, base: ['a'], new: ['b'], incomparable: [], notes: [] },
    ...{ drift: null, costPerUserDay: null, scopes: [scope] },
  });

describe('where no regression is beyond doubt', () => {
  test('the largest slowdown that chance explains badly is named', () => {
    const { conclusion, headline } = told(swipe(1.688, 0.004));
    expect(conclusion).toBe('no-regression');
    expect(headline).toMatch(
      /^No regression was found\. But p10 of swipe \+68\.8\s% is suspect: more runs can tell\.$/,
    );
  });

  test.each([
    ['chance explains it', swipe(1.688, 0.2)],
    ['it is too small to matter', swipe(1.05, 0.0001)],
  ])('nothing is where %s', (_, scope) => {
    expect(told(scope).headline).toBe('No regression was found.');
  });
});
