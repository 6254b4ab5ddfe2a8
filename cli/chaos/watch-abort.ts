import { setTimeout as sleep } from 'node:timers/promises';
import type { AbortCondition } from '../../chaos/experiments/index.ts';
import { AbortJudge } from './abort-conditions.ts';
import { callCounts } from './call-counts.ts';
import type { CarriedFault } from './carry-out.ts';

const LOOK_MS = 1_000;
const ANSWER_MS = 2_000;
/** What a fault is expected to break may stay broken for so long after it was reverted: that is its recovery. */
const RECOVERY_MS = 5_000;

export const DEFAULT_ABORT_CONDITIONS: readonly AbortCondition[] = [
  { when: 'undeclared-errors', over: 0.5, forMs: 5_000 },
  { when: 'backend-gone', forMs: 15_000 },
];

export interface AbortWatch {
  readonly conditions: readonly AbortCondition[];
  readonly faults: readonly CarriedFault[];
  /** Operations that the experiment itself expects to fail, by fault. */
  readonly touches: (name: string) => readonly string[];
  readonly url: string;
}

/** Resolves with the reason as soon as a condition is met; with null when `signal` aborts. */
export async function watchAbort(watch: AbortWatch, signal: AbortSignal): Promise<string | null> {
  const judge = new AbortJudge(watch.conditions);
  while (!signal.aborted) {
    const declared = new Set(watch.faults.flatMap((it) => (isActing(it) ? touchedBy(watch, it) : [])));
    const calls = await readCalls(watch.url);
    const reason = judge.judge({ at: Date.now(), calls, declared });
    if (reason !== null) return reason;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return null;
}

const touchedBy = ({ touches }: AbortWatch, { planned, fault }: CarriedFault) => [
  ...fault.touches,
  ...touches(planned.name),
];

const isActing = ({ appliedAt, revertedAt }: CarriedFault): boolean =>
  appliedAt !== null && (revertedAt === null || Date.now() - revertedAt < RECOVERY_MS);

/** Null: no answer. A backend without such counters has none that fail. */
async function readCalls(url: string) {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return callCounts(response.ok ? await response.text() : '');
  } catch {
    return null;
  }
}
