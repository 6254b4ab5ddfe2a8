import { describe, expect, it } from 'vitest';
import { AbortJudge } from './abort-conditions.ts';
import { callCounts } from './call-counts.ts';

const metrics = (counts: Record<string, [ok: number, failed: number]>) =>
  Object.entries(counts)
    .flatMap(([operation, [ok, failed]]) => [
      `loadgate_calls_total{operation="${operation}",code="ok"} ${ok}`,
      `loadgate_calls_total{operation="${operation}",code="unavailable"} ${failed}`,
      `loadgate_calls_total{operation="${operation}",code="resource-exhausted"} 1000`,
    ])
    .join('\n');
const none = new Set<string>();

/** Looks once a second: between two looks 10 calls of swipe succeed and `failed` of them fail. */
function looks(
  judge: AbortJudge,
  seconds: number,
  over: { failed: number; declared?: ReadonlySet<string>; from?: number },
) {
  const { failed, declared = none, from = 0 } = over;
  for (let s = 0; s <= seconds; s++) {
    const calls = callCounts(metrics({ swipe: [10 * s, failed * s], getWallet: [100 * s, 0] }));
    const reason = judge.judge({ at: 1000 * (from + s), calls, declared });
    if (reason !== null) return { reason, after: s };
  }
  return null;
}

describe('undeclared errors', () => {
  const condition = { when: 'undeclared-errors', over: 0.5, forMs: 5000 } as const;

  it('abort once an operation has failed too often for long enough, and name it', () => {
    const aborted = looks(new AbortJudge([{ ...condition, over: 0.01 }]), 20, { failed: 30 });
    expect(aborted).toMatchObject({
      reason: expect.stringMatching(/^swipe has failed at more than 1 % for 5 s/),
      after: 6,
    });
  });

  it('do not where a fault declares the operation, or all of them', () => {
    const always = { ...condition, over: 0.01 };
    expect(looks(new AbortJudge([always]), 20, { failed: 30, declared: new Set(['swipe']) })).toBeNull();
    expect(looks(new AbortJudge([always]), 20, { failed: 30, declared: new Set(['*']) })).toBeNull();
  });

  it('do not for a refusal by design, nor for a share that is allowed', () => {
    expect(looks(new AbortJudge([condition]), 20, { failed: 0 })).toBeNull();
    expect(looks(new AbortJudge([condition]), 20, { failed: 10 })).toBeNull();
  });

  it('start anew when the operation was well in between', () => {
    const judge = new AbortJudge([{ ...condition, over: 0.01 }]);
    expect(looks(judge, 4, { failed: 30 })).toBeNull();
    expect(looks(judge, 3, { failed: 0, from: 5 })).toBeNull();
    expect(looks(judge, 4, { failed: 30, from: 9 })).toBeNull();
  });
});

describe('a backend that is gone', () => {
  const condition = { when: 'backend-gone', forMs: 3000 } as const;
  const gone = (judge: AbortJudge, declared: ReadonlySet<string>) =>
    [0, 1, 2, 3].map((s) => judge.judge({ at: 1000 * s, calls: null, declared }));

  it('aborts after its time, unless a fault explains it', () => {
    expect(gone(new AbortJudge([condition]), none)).toEqual([
      null,
      null,
      null,
      expect.stringMatching(/not answered for 3 s/),
    ]);
    expect(gone(new AbortJudge([condition]), new Set(['*']))).toEqual([null, null, null, null]);
  });

  it('counts from the last answer', () => {
    const judge = new AbortJudge([condition]);
    gone(judge, new Set(['*']));
    expect(judge.judge({ at: 4000, calls: null, declared: none })).toBeNull();
    expect(judge.judge({ at: 5000, calls: new Map(), declared: none })).toBeNull();
    expect(judge.judge({ at: 8500, calls: null, declared: none })).toBeNull();
  });
});
