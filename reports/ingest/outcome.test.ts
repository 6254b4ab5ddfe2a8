import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOfStatus, isTransport, mergeErrors, tagOf } from './outcome.ts';
import type { CountCell } from './windows.ts';

const cell = (kind: string, count: number, window = 0, operation = 'swipe'): CountCell => ({
  ...{ journey: 'swipe', operation, segment: 0, window, kind, count },
});
const total = (cells: readonly CountCell[]) => cells.reduce((sum, it) => sum + it.count, 0);

describe('errors', () => {
  it.each([
    ['200', '', null],
    ['429', '1429', null],
    ['400', '1400', null],
    ['500', '1500', 'internal'],
    ['503', '1503', 'unavailable'],
    ['502', '1502', 'http 502'],
    ['0', '1212', 'connection refused'],
    ['0', '1050', 'timeout'],
    ['0', '1201', 'connection lost'],
    ['0', '', 'transport'],
    ['', '', 'transport'],
  ])('status "%s" with k6 code "%s" is %s', (status, code, kind) => {
    expect(errorOfStatus(status, code)).toBe(kind);
  });

  it('knows which kinds had no answer', () => {
    expect(['timeout', 'connection refused', 'transport'].every(isTransport)).toBe(true);
    expect(isTransport('internal')).toBe(false);
  });

  it('does not count twice what status and scenario both saw', () => {
    expect(mergeErrors([cell('unavailable', 3)], [cell('unavailable', 3, 1)])).toEqual([cell('unavailable', 3)]);
  });

  it('adds what only the scenario saw, in the window in which it saw it', () => {
    const merged = mergeErrors([cell('unavailable', 3)], [cell('unavailable', 3, 1), cell('invalid-argument', 2, 5)]);
    expect(merged).toEqual([cell('unavailable', 3), cell('invalid-argument', 2, 5)]);
  });

  it('keeps operations apart', () => {
    const merged = mergeErrors([cell('internal', 5)], [cell('invalid-argument', 2, 0, 'getWallet')]);
    expect(total(merged)).toBe(7);
  });

  it('counts as many errors as the better of the two witnesses', () => {
    const cells = fc.array(fc.record({ kind: fc.constantFrom('internal', 'aborted', 'transport'), count: fc.nat(50) }));
    fc.assert(
      fc.property(cells, cells, (a, b) => {
        const [statuses, counters] = [a, b].map((list) => list.map((it, i) => cell(it.kind, it.count, i)));
        const merged = mergeErrors(statuses ?? [], counters ?? []);
        expect(total(merged)).toBe(Math.max(total(statuses ?? []), total(counters ?? [])));
      }),
    );
  });

  it('reads tags', () => {
    expect(tagOf('code=not-found&reason=x', 'reason')).toBe('x');
    expect(tagOf('code=not-found', 'reason')).toBe('');
  });
});
