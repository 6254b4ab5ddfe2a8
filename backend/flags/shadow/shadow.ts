import { OperationError } from '../../../lib/wire/index.ts';
import type { Context, Operation } from '../../operations/index.ts';
import type { ShadowExecutionType } from '../model.ts';
import { type UiIntent, uiIntentsOf } from './intents.ts';
import { type IntendedWrite, ShadowStore } from './shadow-store.ts';

/** What a shadow execution answers instead of the operation's own response (field names of the thorbis document). */
export interface ShadowExecution {
  readonly execution_id: string;
  readonly shadow_mode: true;
  readonly execution_type: ShadowExecutionType;
  /** By the backend's clock, in ms. */
  readonly execution_time_ms: number;
  /** The simulated response; null where the handler did not run or refused. */
  readonly result: unknown;
  readonly ui_intents: readonly UiIntent[];
  readonly validations: readonly { readonly valid: boolean; readonly message: string }[];
  /** The documents that would have been written. */
  readonly intended_writes: readonly IntendedWrite[];
}

const INPUT_IS_VALID = { valid: true, message: 'the input matches the schema' };

/**
 * Runs an operation without letting it change anything: the store keeps writes to itself, jobs are not scheduled, and an operation whose
 * effects reach beyond the store stops after validation. The other stages are left out, because they would count the call.
 */
export async function executeShadow(
  ctx: Context,
  operation: Operation,
  input: unknown,
  type: ShadowExecutionType,
): Promise<ShadowExecution> {
  const startedAt = ctx.clock.now();
  const store = new ShadowStore(ctx.store, ctx.clock);
  const execution_id = `shadow_${ctx.random.id()}`;
  const runs = (type === 'dry_run' || type === 'ui_intents') && operation.effects !== 'external';
  const { result, validations } = runs
    ? await dryRun({ ...ctx, store, mode: 'shadow', scheduler: NO_SCHEDULER }, operation, input)
    : { result: null, validations: [INPUT_IS_VALID, ...stopped(type, operation)] };
  const { caller, log } = ctx;
  log.info('shadow execution', { execution_id, type, operation: operation.name, caller: caller?.uid ?? null });
  return {
    execution_id,
    shadow_mode: true,
    execution_type: type,
    execution_time_ms: ctx.clock.now() - startedAt,
    result: type === 'dry_run' ? result : null,
    ui_intents: uiIntentsOf(operation.name, result),
    validations,
    intended_writes: type === 'dry_run' ? store.intended : [],
  };
}

/** A job that were scheduled for real would run for real. */
const NO_SCHEDULER = { schedule: () => {}, cancel: () => {} };

async function dryRun(ctx: Context, operation: Operation, input: unknown) {
  try {
    return { result: await operation.handler(ctx, input), validations: [INPUT_IS_VALID] };
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { result: null, validations: [INPUT_IS_VALID, { valid: false, message: error.message }] };
  }
}

const stopped = (type: ShadowExecutionType, { effects }: Operation) =>
  type !== 'validate_only' && type !== 'log_only' && effects === 'external'
    ? [{ valid: true, message: 'not run: its effects would reach beyond the store' }]
    : [];
