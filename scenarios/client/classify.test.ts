import { describe, expect, it } from 'vitest';
import { HTTP_STATUS, wireStatus } from '../../lib/wire/index.ts';
import { classify as classifyWith, isUnread } from './classify.ts';

const classify = (status: number, errorCode: number, answer: string) =>
  classifyWith(status, errorCode, () => JSON.parse(answer));
const error = (status: string, details?: object) => JSON.stringify({ error: { status, message: 'no', details } });

describe('classify', () => {
  it('takes a result as a success, parsed only where it is read', () => {
    expect(classify(200, 0, '{"result":{"balance":3}}')).toEqual({
      outcome: 'ok',
      ok: true,
      result: { balance: 3 },
    });
    expect(isUnread(200, '{"result":{"balance":3}}', false)).toBe(true);
    expect(isUnread(200, '{"result":{"balance":3}}', true)).toBe(false);
    expect(isUnread(200, '<html>', false)).toBe(false);
    expect(isUnread(500, '{"result":{}}', false)).toBe(false);
    expect(classify(200, 0, '{"result":null}')).toMatchObject({ ok: true, result: null });
  });

  it('tells refusals by design from errors', () => {
    expect(classify(429, 1429, error('RESOURCE_EXHAUSTED', { retryAfter: 12 }))).toEqual({
      outcome: 'refused',
      ok: false,
      reason: 'rate-limited',
      retryAfterMs: 12_000,
    });
    expect(classify(400, 1400, error('FAILED_PRECONDITION', { reason: 'FEATURE_DISABLED' }))).toMatchObject({
      outcome: 'refused',
      reason: 'feature-disabled',
    });
    expect(classify(400, 1400, error('FAILED_PRECONDITION', { reason: 'insufficient-funds' }))).toEqual({
      outcome: 'error',
      ok: false,
      code: 'failed-precondition',
      reason: 'insufficient-funds',
      retriable: false,
    });
  });

  it.each([
    ['a time-out', 0, 1050, '', 'timeout'],
    ['a connection that was reset', 0, 1220, '', 'transport'],
    ['internal', 500, 1500, error('INTERNAL'), 'internal'],
    ['unavailable', 503, 1503, error('UNAVAILABLE'), 'unavailable'],
    ['deadline-exceeded', 504, 1504, error('DEADLINE_EXCEEDED'), 'deadline-exceeded'],
    ['aborted', 409, 1409, error('ABORTED'), 'aborted'],
    ['a proxy that answers for the backend', 502, 1502, '<html>', 'unknown'],
    ['a success that is not the protocol', 200, 0, 'hello', 'unknown'],
    ['half an answer', 200, 0, '{"result":{"a":', 'unknown'],
  ])('does not know what became of it after %s', (_, status, code, body, expected) => {
    expect(classify(status, code, body)).toEqual({ outcome: 'unknown', ok: false, code: expected });
  });

  it.each([1101, 1211, 1212])(
    'knows that what was never sent (k6 error %d) had no effect, and can be tried again',
    (code) => {
      expect(classify(0, code, '')).toMatchObject({ outcome: 'error', code: 'transport', retriable: true });
    },
  );

  it('has an outcome for every code of the protocol', () => {
    for (const [code, status] of Object.entries(HTTP_STATUS)) {
      if (code === 'ok') continue;
      const reply = classify(status, 1000 + status, error(wireStatus(code as keyof typeof HTTP_STATUS)));
      expect(['refused', 'error', 'unknown']).toContain(reply.outcome);
    }
  });
});
