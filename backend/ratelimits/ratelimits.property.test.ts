import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rngFor } from '../../lib/random/index.ts';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { Crashed, CrashingStore } from '../store/testing/crashing-store.ts';
import { JumblingStore } from '../store/testing/jumbling-store.ts';
import { callerContext, seededRandom, systemContext } from '../testing/index.ts';
import { cleanupRateLimits, rateLimitChecker } from './index.ts';
import { RATE_LIMITS, type WindowLimitType } from './limits.ts';

const TYPES: readonly WindowLimitType[] = ['PANIC_TRIGGER', 'TOKEN_PURCHASE', 'CHAT_PAID'];
const MINUTE = 60_000;

const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('call' as const), user: fc.nat({ max: 1 }), key: fc.nat({ max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cleanUp' as const) }) },
);
const round = fc.record({
  commands: fc.array(command, { minLength: 1, maxLength: 8 }),
  waitMs: fc.constantFrom(0, 1, 30_000, MINUTE, 9 * MINUTE, 10 * MINUTE, 31 * MINUTE),
});
const plan = fc.record({
  seed: fc.nat(),
  type: fc.constantFrom(...TYPES),
  rounds: fc.array(round, { minLength: 1, maxLength: 25 }),
  crashes: fc.array(fc.record({ after: fc.integer({ min: 1, max: 15 }), late: fc.boolean() }), { maxLength: 4 }),
});

interface Accepted {
  readonly user: string;
  readonly at: number;
  readonly key: string;
}

test('whatever runs at the same time, crashes or is cleaned up: no window holds more accepted calls than its limit', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed, type, rounds, crashes }) => {
      const clock = new ManualClock(1_000_000);
      const truth = new MemoryStore(clock);
      const rng = rngFor(seed);
      const left = [...crashes];
      let starts = 0;
      const start = () => {
        const crash = left.shift();
        const view = new CrashingStore(
          new JumblingStore(truth, rng),
          crash?.after ?? Number.POSITIVE_INFINITY,
          crash?.late ?? false,
        );
        const scheduler = { schedule: () => {}, cancel: () => {} };
        const random = seededRandom(++starts);
        const ctx = callerContext(systemContext({ store: view, clock, scheduler, random }), { uid: 'admin' });
        // Two instances of one process: as if two processes shared the store.
        return { view, ctx, checks: [rateLimitChecker(), rateLimitChecker()] };
      };
      let process = start();
      const accepted: Accepted[] = [];
      let calls = 0;
      for (const { commands, waitMs } of rounds) {
        const { ctx, checks, view } = process;
        const outcomes = await Promise.allSettled(
          commands.map(async (one) => {
            if (one.do === 'cleanUp') return cleanupRateLimits(ctx);
            const user = `u${one.user}`;
            const check = checks[calls++ % 2] ?? rateLimitChecker();
            const { allowed, retryAfter } = await check(ctx, user, type, `k${one.key}`);
            const call = { user, at: clock.now(), key: `k${one.key}` };
            if (allowed) accepted.push(call);
            if (!allowed) expect(retryAfter).toBeGreaterThan(0);
          }),
        );
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected' && !(outcome.reason instanceof Crashed)) throw outcome.reason;
        }
        if (view.crashed) process = start();
        checkWindows(accepted, type);
        clock.advance(waitMs);
      }
    }),
    { numRuns: 200 },
  );
});

/** Repeats of a call are one call, whose work may have been done at any of its times. */
function checkWindows(accepted: readonly Accepted[], type: WindowLimitType): void {
  const { max, windowMs } = RATE_LIMITS[type];
  for (const { user, at: start } of accepted) {
    const within = accepted.filter((call) => call.user === user && call.at >= start && call.at < start + windowMs);
    expect(new Set(within.map(({ key }) => key)).size).toBeLessThanOrEqual(max);
  }
}
