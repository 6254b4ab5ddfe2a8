import { expect, test } from 'vitest';
import { ALL, boardWith, sampleEvent } from '../testing/faults.ts';

test('loses its share of the events, the same ones in each run, and no other seed’s', () => {
  const lost = (seed: number) => {
    const board = boardWith({ fault: 'lost-webhooks', fraction: 0.2, seed });
    return ALL.filter((n) => board.sendsOf(sampleEvent(n)).length === 0);
  };
  expect(lost(1).length).toBeGreaterThan(150);
  expect(lost(1).length).toBeLessThan(250);
  expect(lost(1)).toEqual(lost(1));
  expect(lost(1)).not.toEqual(lost(2));
});
