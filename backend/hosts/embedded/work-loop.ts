import type { Clock, Logger } from '../../ports/index.ts';
import type { JobRunner } from '../../scheduler/index.ts';

/** Never idle longer than this: jobs of other processes and clock changes are found in time. */
const LONGEST_WAIT_MS = 1_000;
const SHORTEST_WAIT_MS = 5;

/** Drives the durable scheduler in this process: a tick whenever the next job is due. Returns how to stop. */
export function startWorkLoop(runner: JobRunner, clock: Clock, log: Logger): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const running = new Set<Promise<unknown>>();

  const tick = () => {
    const run: Promise<unknown> = runner
      .runDue()
      .catch((error: unknown) => log.error('scheduled work failed', { error: String(error) }))
      .finally(() => running.delete(run));
    running.add(run);
    arm();
  };
  const arm = () => {
    if (stopped) return;
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, runner.nextDueAt() - clock.now()));
    timer = setTimeout(tick, wait);
  };
  tick();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await Promise.all(running);
  };
}
