import type { PlannedFault } from './types.ts';

/** Where hardly anything is undisturbed, more users would not help. */
const LEAST_SHARE = 0.1;

/** Share of the hold in which no fault is in force nor within the time that is promised for its recovery: what objectives are judged on. From 0.1 to 1. */
export function undisturbedShare(
  faults: readonly Pick<PlannedFault, 'applyMs' | 'revertMs' | 'promises'>[],
  hold: { readonly fromMs: number; readonly toMs: number },
): number {
  const spans = faults
    .map(({ applyMs, revertMs, promises }) => [applyMs, revertMs + (promises?.recoverMs ?? 0)] as const)
    .sort(([a], [b]) => a - b);
  let calm = 0;
  let from = hold.fromMs;
  for (const [begins, ends] of spans) {
    calm += Math.max(0, Math.min(begins, hold.toMs) - from);
    from = Math.max(from, ends);
  }
  calm += Math.max(0, hold.toMs - from);
  return Math.max(LEAST_SHARE, calm / (hold.toMs - hold.fromMs));
}
