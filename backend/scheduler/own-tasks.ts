import type { RecurringJob, SystemContext } from '../operations/index.ts';

/** Recurring work on what this process has in its memory: no lease and no document, since nobody else could do it. */
export class OwnTasks {
  readonly #tasks: { readonly job: RecurringJob; dueAt: number; isRunning: boolean }[];

  constructor(jobs: readonly RecurringJob[]) {
    this.#tasks = jobs.map((job) => ({ job, dueAt: Number.NEGATIVE_INFINITY, isRunning: false }));
  }

  /** Unix ms; `-Infinity` before the first run, never where there is nothing to do. */
  nextDueAt(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#tasks.flatMap((task) => (task.isRunning ? [] : [task.dueAt])));
  }

  /** Runs what is due; a task that fails is logged and has its next turn. */
  async runDue(now: number, contextFor: (feature: string) => SystemContext): Promise<void> {
    const due = this.#tasks.filter((task) => !task.isRunning && task.dueAt <= now);
    await Promise.all(
      due.map(async (task) => {
        const { name, feature, everyMs, run } = task.job;
        const ctx = contextFor(feature);
        task.isRunning = true;
        task.dueAt = now + everyMs;
        try {
          await run.call(task.job, ctx);
        } catch (error) {
          ctx.log.error('recurring job failed', {
            name,
            error: error instanceof Error ? error.message : String(error),
          });
        } finally {
          task.isRunning = false;
        }
      }),
    );
  }
}
