export type VerdictStatus = 'pass' | 'fail' | 'inconclusive';

/** One judged thing: an SLO, an invariant, a recovery promise, generator health. */
export interface Check {
  readonly id: string;
  readonly kind: 'slo' | 'invariant' | 'recovery' | 'generator' | 'steady-state' | 'budget' | 'regression';
  readonly title: string;
  readonly status: VerdictStatus;
  readonly target?: string;
  readonly measured?: string;
  /** The figure itself, in the unit of the objective; absent where it could not be measured. */
  readonly value?: number;
  readonly objective?: number;
  /** Share of the objective that is left, negative when breached. */
  readonly headroom?: number;
  readonly phase?: string;
  /** Why it failed or could not be judged, and what to do about it. */
  readonly reason?: string;
  readonly advice?: string;
}

/** `verdict.json`, schema version 1; the published JSON schema is made from the zod schema in `schema.ts` beside this file. */
export interface Verdict {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly status: VerdictStatus;
  /** One sentence for a manager. */
  readonly headline: string;
  readonly checks: readonly Check[];
}

/** What checks come to: fail where anything failed; pass only where everything was judged and passed; else inconclusive. */
export function overall(checks: readonly Pick<Check, 'status'>[]): VerdictStatus {
  if (checks.some((check) => check.status === 'fail')) return 'fail';
  return checks.length > 0 && checks.every((check) => check.status === 'pass') ? 'pass' : 'inconclusive';
}
