import { setTimeout as sleep } from 'node:timers/promises';
import { exported } from '../conductor/exported.ts';
import type { Participant, RunContext } from '../conductor/hooks.ts';
import { settlePayments } from './settle.ts';

const MINUTE_MS = 60_000;
/**
 * Past each verification of a payment (1, 5 and 15 minutes after it was begun), and past what those may have put off; then, for a call that was given up late,
 * past each of its three attempts at recovery, which are 10 s apart and each planned by the one before.
 */
const LATER_MS: readonly number[] = [1.5, 5.5, 15.5, 24, 24.25, 24.5, 24.75].map((minutes) => minutes * MINUTE_MS);
/** Longer than reading everything takes: the time must not fall back meanwhile. */
const TTL_MS = 60 * MINUTE_MS;

/** The backend looks for work at least once a second. */
const SWEPT_MS = 15_000;
const LOOK_MS = 200;

/** What of a run it works with. */
type Settling = Pick<RunContext, 'operator' | 'providers' | 'timeline'>;

const offsets = new WeakMap<Settling, number>();

/** The backend's time, as far as it was moved: what its documents are held against. */
export const backendNow = (run: Settling): number => Date.now() + (offsets.get(run) ?? 0);

/**
 * Lets time pass for backend and providers, past every retry, so that whatever is pending ends within the run: confirmed, failed or escalated. Only where the
 * backend lets its clock be moved; elsewhere, what is pending is judged by its schedule. After everything else was measured.
 */
export const lateTime = {
  name: 'late time',
  async collect(run: Settling): Promise<void> {
    if (!run.providers || !(await canMove(run))) return;
    for (const offsetMs of LATER_MS) {
      const jump = { fault: 'clock-jump', byMs: offsetMs, ttlMs: TTL_MS };
      await run.operator.put('/chaos/faults/late-time', jump);
      await moveProviders(run.providers.url, offsetMs);
      offsets.set(run, offsetMs);
      await untilSwept(run);
      await settlePayments(run, new AbortController().signal);
    }
    run.timeline.add('note', 'time moved on', { byMs: offsets.get(run) ?? 0 });
  },
} satisfies Participant;

/** Waits until recurring work, such as the sweep of silent sessions, has had its turn in the new time; queues of ordinary jobs are waited for anyway. */
async function untilSwept(run: Settling): Promise<void> {
  const target = backendNow(run);
  for (const start = performance.now(); performance.now() - start < SWEPT_MS; await sleep(LOOK_MS)) {
    let due = 0;
    for await (const { data } of exported(run.operator, 'scheduledJobs')) if (Number(data.runAt) <= target) due++;
    if (due === 0) return;
  }
  run.timeline.add('note', 'recurring work is behind', { waitedMs: SWEPT_MS });
}

async function canMove({ operator }: Settling): Promise<boolean> {
  try {
    await operator.get('/chaos/faults');
    return true;
  } catch {
    // No such route: the backend was started without controls.
    return false;
  }
}

async function moveProviders(url: string, offsetMs: number): Promise<void> {
  const response = await fetch(`${url}/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ offsetMs }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the providers refused to move their clock: ${await response.text()}`);
}
