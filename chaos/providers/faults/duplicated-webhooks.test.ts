import { expect, test } from 'vitest';
import { boardWith, sampleEvent } from '../testing/faults.ts';

test('sends every copy of an event, the first one at once', () => {
  const board = boardWith({ fault: 'duplicated-webhooks', params: { copies: 4, spreadMs: 100 } });
  const sends = board.sendsOf(sampleEvent());
  expect(sends.map(({ event }) => event.eventId)).toEqual(['evt_0', 'evt_0', 'evt_0', 'evt_0']);
  expect(sends[0]?.delayMs).toBe(0);
  for (const { delayMs } of sends) expect(delayMs).toBeLessThan(100);
});

test('copies what another fault has delayed', () => {
  const board = boardWith({ fault: 'delayed-webhooks', params: { ms: 1000 } });
  board.apply({ fault: 'duplicated-webhooks', params: { spreadMs: 0 } });
  expect(board.sendsOf(sampleEvent()).map(({ delayMs }) => delayMs)).toEqual([1000, 1000]);
});
