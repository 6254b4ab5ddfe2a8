import { describe, expect, it } from 'vitest';
import { suggest, unknown } from './suggest.ts';

describe('suggest', () => {
  const names = ['mixed-10k', 'read-100k', 'events-1m', 'smoke'];

  it('finds what was meant behind a slip', () => {
    expect(suggest('mixd-10k', names)).toBe('mixed-10k');
    expect(suggest('mixed', names)).toBe('mixed-10k');
    expect(suggest('SMOKE', names)).toBe('smoke');
    expect(suggest('event-1m', names)).toBe('events-1m');
  });

  it('names everything where nothing is close', () => {
    expect(suggest('banana', names)).toBeUndefined();
    expect(unknown('workload', 'banana', names)).toBe(
      'unknown workload "banana". Use one of: mixed-10k, read-100k, events-1m, smoke',
    );
  });
});
