import type { Context } from './context.ts';
import type { Operation } from './define.ts';

/**
 * One concern that wraps every operation: flags, rate limits, watchdog heartbeats, safe rollback. Stages run in the order in which
 * `backend/app.ts` lists them, after authentication and validation; one calls `next` or throws an `OperationError`.
 */
export interface Stage {
  readonly name: string;
  run(ctx: Context, operation: Operation, input: unknown, next: (ctx: Context) => Promise<unknown>): Promise<unknown>;
}
