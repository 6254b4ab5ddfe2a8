import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RATE_LIMITS, WINDOW_LIMIT_TYPES, type WindowLimit } from './limits.ts';
import { judge, NO_USAGE, type Usage } from './sliding-window.ts';

const MINUTE = 60_000;

describe('the table of pack 353 §1', () => {
  test.each([
    ['CHAT_PAID', 30, MINUTE, 5 * MINUTE],
    ['TOKEN_PURCHASE', 3, 10 * MINUTE, 10 * MINUTE],
    ['SUPPORT_TICKET', 3, 24 * 60 * MINUTE, 60 * MINUTE],
    ['PANIC_TRIGGER', 2, 10 * MINUTE, 30 * MINUTE],
  ] as const)('%s: %i calls in %i ms, then a block of %i ms', (type, max, windowMs, blockMs) => {
    const limit = RATE_LIMITS[type];
    let usage: Usage = NO_USAGE;
    const call = (now: number) => {
      const judgement = judge(limit, usage, now, null);
      usage = judgement.usage;
      return judgement;
    };
    for (let n = 0; n < max; n++) expect(call(0).outcome).toBe('accepted');

    const refused = call(windowMs - 1);
    expect(refused.outcome).toBe('newly-blocked');
    const over = Math.max(windowMs - 1 + blockMs, windowMs);
    expect(refused.retryAfterMs).toBe(over - (windowMs - 1));

    expect(call(over - 1).outcome).toBe('still-blocked');
    expect(call(over).outcome).toBe('accepted');
  });

  test.each(WINDOW_LIMIT_TYPES)('%s: a call counts until one window later, not at it', (type) => {
    const limit = RATE_LIMITS[type];
    let usage: Usage = NO_USAGE;
    for (let n = 0; n < limit.max; n++) usage = judge(limit, usage, 0, null).usage;
    expect(judge(limit, usage, limit.windowMs - 1, null).outcome).toBe('newly-blocked');
    expect(judge(limit, usage, limit.windowMs, null).outcome).toBe('accepted');
  });

  test('VOICE_VIDEO is one active session', () => {
    expect(RATE_LIMITS.VOICE_VIDEO).toMatchObject({ kind: 'active-sessions', max: 1 });
  });
});

test('a block that ends before the window has room says when the window has room', () => {
  const limit = RATE_LIMITS.SUPPORT_TICKET;
  let usage: Usage = NO_USAGE;
  for (const at of [0, 10, 20]) usage = judge(limit, usage, at, null).usage;
  const refused = judge(limit, usage, 1000, null);
  expect(refused.retryAfterMs).toBe(limit.windowMs - 1000);
  expect(judge(limit, refused.usage, 1000 + refused.retryAfterMs, null).outcome).toBe('accepted');
});

test('a repeat of an accepted call is let through without counting, also during a block', () => {
  const limit = RATE_LIMITS.PANIC_TRIGGER;
  let usage: Usage = NO_USAGE;
  for (const key of ['a', 'b', 'a', 'b', 'a']) usage = judge(limit, usage, 0, key).usage;
  expect(usage.accepted).toHaveLength(2);
  usage = judge(limit, usage, 1, 'c').usage;
  expect(judge(limit, usage, 2, 'b').outcome).toBe('repeated');
  expect(judge(limit, usage, 2, 'c').outcome).toBe('still-blocked');
});

test('a clock that was set back does not lengthen a block', () => {
  const limit = RATE_LIMITS.CHAT_PAID;
  const dayAhead = 24 * 60 * MINUTE;
  let usage: Usage = NO_USAGE;
  for (let n = 0; n <= limit.max; n++) usage = judge(limit, usage, dayAhead, null).usage;
  expect(judge(limit, usage, dayAhead, null).outcome).toBe('still-blocked');
  expect(judge(limit, usage, 0, null).outcome).toBe('accepted');
});

test('no window ever holds more accepted calls than the limit, and every refusal names a time at which a call is accepted', () => {
  const limits = fc.record({
    kind: fc.constant('window' as const),
    max: fc.integer({ min: 1, max: 5 }),
    windowMs: fc.integer({ min: 1, max: 50 }),
    blockMs: fc.integer({ min: 1, max: 80 }),
    key: fc.constant('id'),
  });
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(limits, gaps, (limit: WindowLimit, steps) => {
      const accepted: number[] = [];
      let usage: Usage = NO_USAGE;
      let now = 1000;
      for (const step of steps) {
        now += step;
        const judgement = judge(limit, usage, now, null);
        usage = judgement.usage;
        if (judgement.outcome === 'accepted') accepted.push(now);
        else expect(judge(limit, usage, now + judgement.retryAfterMs, null).outcome).toBe('accepted');
        expect(judgement.retryAfterMs).toBeLessThanOrEqual(Math.max(limit.blockMs, limit.windowMs));
      }
      for (const start of accepted) {
        const within = accepted.filter((at) => at >= start && at < start + limit.windowMs);
        expect(within.length).toBeLessThanOrEqual(limit.max);
      }
    }),
    { numRuns: 500 },
  );
});
