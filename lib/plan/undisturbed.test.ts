import { expect, test } from 'vitest';
import { undisturbedShare } from './undisturbed.ts';

const HOLD = { fromMs: 100, toMs: 200 };
const fault = (applyMs: number, revertMs: number, recoverMs?: number) => ({
  ...{ applyMs, revertMs },
  ...(recoverMs !== undefined && { promises: { recoverMs } }),
});

test.each([
  ['no fault', [], 1],
  ['one', [fault(110, 120)], 0.9],
  ['one with its recovery', [fault(110, 120, 20)], 0.7],
  ['two that overlap', [fault(130, 160), fault(110, 140, 10)], 0.5],
  ['one within another', [fault(110, 190), fault(120, 130)], 0.2],
  ['a recovery beyond the end', [fault(150, 180, 60_000)], 0.5],
  ['nothing left', [fault(100, 200)], 0.1],
])('%s', (_, faults, share) => {
  expect(undisturbedShare(faults, HOLD)).toBeCloseTo(share, 10);
});
