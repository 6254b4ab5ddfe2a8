import { OperationError } from '../../../lib/wire/index.ts';
import type { Context } from '../../operations/index.ts';

/** What somebody tried. */
export interface Attempt {
  readonly flag: string;
  readonly action: string;
  /** What was asked for, as it came. */
  readonly asked: unknown;
}

/** Refusals of those who are no operators are stored at most once a minute for each of them: their attempts cost us no writes. */
const SAMPLE_MS = 60_000;
const MAX_SOURCES = 1_000;

/** Writes refused attempts to `auditLogs` (`FEATURE_FLAG_CHANGE_REJECTED`). */
export class Rejections {
  readonly #sources = new Map<string, { storedAt: number; suppressed: number }>();

  /** Runs a change; what refuses it is recorded and thrown on. */
  async audited<R>(ctx: Context, attempt: Attempt, run: () => Promise<R>): Promise<R> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof OperationError) await this.record(ctx, attempt, error);
      throw error;
    }
  }

  /** Never rejects: a refusal does not depend on its record. */
  async record(ctx: Context, { flag, action, asked }: Attempt, error: OperationError): Promise<void> {
    const { caller, origin, clock, random, log } = ctx;
    const isOperator = caller?.admin === true || caller?.superAdmin === true;
    const suppressed = isOperator
      ? 0
      : this.#sample(`${error.code} ${error.message} ${caller?.uid ?? origin.ip}`, clock.now());
    if (suppressed === null) return;
    try {
      await ctx.store.batch((writer) =>
        writer.create(`auditLogs/${random.id()}`, {
          type: 'FEATURE_FLAG_CHANGE_REJECTED',
          flag: flag.slice(0, 100),
          action: action.slice(0, 100),
          code: error.code,
          reason: String(error.details?.reason ?? error.code),
          message: error.message.slice(0, 500),
          asked: (JSON.stringify(asked) ?? '').slice(0, 2_000),
          changedBy: caller?.uid ?? null,
          at: clock.now(),
          ip: origin.ip,
          userAgent: origin.userAgent.slice(0, 300),
          /** Refusals of the same source since the one stored before. */
          suppressed,
        }),
      );
    } catch (failure) {
      log.error('a refused change of a flag could not be audited', { flag, error: String(failure) });
    }
  }

  /** Null: not now. Otherwise how many were left out since the last. */
  #sample(source: string, now: number): number | null {
    const seen = this.#sources.get(source);
    if (seen && now < seen.storedAt + SAMPLE_MS) {
      seen.suppressed++;
      return null;
    }
    this.#sources.delete(source);
    this.#sources.set(source, { storedAt: now, suppressed: 0 });
    const [oldest] = this.#sources.keys();
    if (this.#sources.size > MAX_SOURCES && oldest !== undefined) this.#sources.delete(oldest);
    return seen?.suppressed ?? 0;
  }
}
