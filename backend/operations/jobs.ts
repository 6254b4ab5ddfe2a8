import type { DocData } from '../ports/index.ts';
import type { SystemContext } from './context.ts';

/** What a domain folder does when one of its jobs is due. Runs at least once: must be idempotent. */
export interface JobHandler {
  readonly kind: string;
  readonly feature: string;
  run(ctx: SystemContext, payload: DocData, jobId: string): Promise<void>;
}

/** Work that recurs whatever happens (clean-up, health checks); the host calls it every `everyMs`. */
export interface RecurringJob {
  readonly name: string;
  readonly feature: string;
  readonly everyMs: number;
  /**
   * What it looks after is in the memory of a process (a cache, counts that are not stored yet), so that each process does it for itself. Without it, one process
   * does it for all.
   */
  readonly perProcess?: true;
  run(ctx: SystemContext): Promise<void>;
}
