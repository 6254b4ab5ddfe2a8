import { describe, expect, it } from 'vitest';
import type { HistoryEnd, HistoryRecord } from '../../lib/history/index.ts';
import { HistoryWriter, recordsAnswer } from './history.ts';

const writer = () => {
  const batches: string[] = [];
  const history = new HistoryWriter('w', (lines) => batches.push(lines));
  const lines = () => {
    history.flush();
    return batches.flatMap((batch) => batch.split('\n')).map((line) => JSON.parse(line) as HistoryRecord | HistoryEnd);
  };
  const isRecord = (line: HistoryRecord | HistoryEnd): line is HistoryRecord => 'id' in line;
  return { history, batches, lines, records: () => lines().filter(isRecord) };
};
const message = (attempt: number) => ({
  user: 'u1',
  operation: 'sendChatMessage' as const,
  request: { messageId: 'k-1-2', recipientId: 'u2', text: 'secret' },
  key: 'k-1-2',
  attempt,
  invokedAt: 100,
});

describe('HistoryWriter', () => {
  it('writes one record for each operation, with what checkers need and never the text', () => {
    const { history, records } = writer();
    const id = history.invoke(message(1));
    expect(records()).toEqual([]);
    const result = { messageId: 'k-1-2', chatId: 'u1_u2', charged: 2, balance: 8, at: 105 };
    history.complete(id, { outcome: 'ok', ok: true, result }, 110);
    expect(records()).toEqual([
      {
        id: 'u1/sendChatMessage/k-1-2#1',
        user: 'u1',
        operation: 'sendChatMessage',
        key: 'k-1-2',
        attempt: 1,
        invokedAt: 100,
        completedAt: 110,
        outcome: 'ok',
        request: { recipientId: 'u2' },
        response: { chatId: 'u1_u2', charged: 2, balance: 8, at: 105 },
      },
    ]);
  });

  it('calls a refusal a failure, and what nobody knows info', () => {
    const { history, records } = writer();
    history.complete(history.invoke(message(1)), { outcome: 'unknown', ok: false, code: 'timeout' }, 200);
    const refused = { outcome: 'refused', ok: false, reason: 'rate-limited', retryAfterMs: 1 } as const;
    history.complete(history.invoke(message(2)), refused, 210);
    const failed = {
      outcome: 'error',
      ok: false,
      code: 'failed-precondition',
      reason: 'insufficient-funds',
      retriable: false,
    } as const;
    history.complete(history.invoke(message(3)), failed, 220);
    expect(records().map(({ id, outcome, code, reason }) => [id.slice(-2), outcome, code, reason])).toEqual([
      ['#1', 'info', 'timeout', undefined],
      ['#2', 'fail', 'resource-exhausted', 'rate-limited'],
      ['#3', 'fail', 'failed-precondition', 'insufficient-funds'],
    ]);
  });

  it('asks for answers of which it keeps something, and for no other', () => {
    expect((['sendChatMessage', 'endCall', 'swipe', 'getDiscoveryFeed'] as const).map(recordsAnswer)).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it('writes many records at once, and none is left behind', () => {
    const { history, batches, lines } = writer();
    for (let attempt = 1; attempt <= 250; attempt++)
      history.complete(history.invoke(message(attempt)), { outcome: 'ok', ok: true, result: {} }, 200);
    expect(batches).toHaveLength(2);
    history.close();
    expect(batches).toHaveLength(3);
    expect(lines().at(-1)).toEqual({ writer: 'w', records: 250 });
    expect(lines()).toHaveLength(251);
  });

  it('closes with what is still open, once', () => {
    const { history, lines, records } = writer();
    const answered = history.invoke(message(1));
    history.invoke(message(2));
    history.complete(answered, { outcome: 'ok', ok: true, result: {} }, 200);
    history.close();
    history.close();
    expect(records().map(({ attempt, outcome, completedAt }) => [attempt, outcome, completedAt])).toEqual([
      [1, 'ok', 200],
      [2, 'info', null],
    ]);
    expect(lines().slice(2)).toEqual([{ writer: 'w', records: 2 }]);
  });

  it('keeps operations without a key apart, counts events, and leaves pages of reading out', () => {
    const { history, records } = writer();
    const call = (operation: 'getWallet' | 'getDiscoveryFeed' | 'ingestEvents', request: object, key = '') =>
      history.invoke({ user: 'u1', operation, request, key, attempt: 1, invokedAt: 1 });
    expect(call('getDiscoveryFeed', { limit: 3 })).toBe('');
    const ids = [call('getWallet', {}), call('getWallet', {})];
    expect(new Set(ids).size).toBe(2);
    history.complete(
      call('ingestEvents', { events: [1, 2, 3] }, 'b'),
      { outcome: 'ok', ok: true, result: { accepted: 3 } },
      2,
    );
    expect(records()[0]).toMatchObject({ request: { events: 3 }, response: { accepted: 3 } });
  });
});
