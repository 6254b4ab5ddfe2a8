import { OperationError } from '../../lib/wire/index.ts';
import type { Logger } from '../ports/index.ts';
import { requireAccess } from './access.ts';
import type { Caller, Context, RequestOrigin, SystemContext } from './context.ts';
import type { Operation } from './define.ts';
import type { Refusal } from './module.ts';
import type { Stage } from './stages.ts';
import { validated } from './validate.ts';

/** One operation, ready to be called by a host. Rejects with `OperationError` only. */
export type Call = (data: unknown, caller: Caller | null, origin: RequestOrigin) => Promise<unknown>;

/** Access check → validation → the stages in order → handler. Composed once per operation, so that a call only runs it. */
export function callOf(
  operation: Operation,
  stages: readonly Stage[],
  base: SystemContext,
  refused: (ctx: Context, refusal: Refusal) => Promise<void>,
): Call {
  type Step = (ctx: Context, input: unknown) => Promise<unknown>;
  const run = stages.reduceRight<Step>(
    (next, stage) => (ctx, input) => stage.run(ctx, operation, input, (inner) => next(inner, input)),
    operation.handler,
  );
  return async (data, caller, origin) => {
    const ctx = requestContext(base, caller, origin);
    let input: unknown;
    try {
      requireAccess(operation.access, caller);
      input = validated(operation.input, data);
    } catch (cause) {
      const error = asOperationError(cause, operation.name, base.log);
      await refused(ctx, { target: operation.name, data, error });
      throw error;
    }
    try {
      return await run(ctx, input);
    } catch (error) {
      throw asOperationError(error, operation.name, base.log);
    }
  };
}

export const requestContext = (base: SystemContext, caller: Caller | null, origin: RequestOrigin): Context => ({
  caller,
  origin,
  store: base.store,
  clock: base.clock,
  random: base.random,
  scheduler: base.scheduler,
  log: base.log,
  mode: 'normal',
});

/** A thrown thing that is no `OperationError` is a fault of ours: logged in full, shown as a bare `internal`. */
export function asOperationError(error: unknown, where: string, log: Logger): OperationError {
  if (error instanceof OperationError) return error;
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  log.error('unexpected error', { operation: where, error: message, stack });
  return new OperationError('internal', 'INTERNAL');
}
