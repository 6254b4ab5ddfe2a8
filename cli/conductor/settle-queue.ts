import { setTimeout as sleep } from 'node:timers/promises';
import type { Participant, RunContext } from './hooks.ts';

const PATIENCE_MS = 20_000;
const LOOK_MS = 200;

/** What `getJobQueue` answers; jobs whose time has not come are not waited for. */
interface JobQueue {
  readonly due: number;
  readonly running: number;
}

/** Waits until no scheduled job is due or running, so that what is read afterwards no longer changes by itself. */
export const settleQueue: Participant = { name: 'job queue', settle: untilQueueRests };

/** Resolves also where it did not come to rest in time, which it notes in the timeline. */
export async function untilQueueRests(
  { operator, timeline }: Pick<RunContext, 'operator' | 'timeline'>,
  signal: AbortSignal,
): Promise<void> {
  const start = performance.now();
  for (;;) {
    const { due, running } = (await operator.call('getJobQueue')) as JobQueue;
    if (due + running === 0) return;
    if (performance.now() - start > PATIENCE_MS) {
      timeline.add('note', 'not settled', { due, running, waitedMs: PATIENCE_MS });
      return;
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
}
