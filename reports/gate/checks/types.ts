import type { CheckConfig, CheckOf } from '../config/checks.ts';
import type { GateConfig, GateItem, GatePhase } from '../config/schema.ts';
import type { GateEvidence } from '../evidence/read.ts';

export type ItemVerdict = 'pass' | 'fail' | 'no-evidence';

/** What a check found out, and from what. */
export interface Outcome {
  readonly verdict: ItemVerdict;
  /** What was found, or why nothing can be said. */
  readonly reason: string;
  /** What to do about it; absent where it passed. */
  readonly fix?: string;
  /** Files, links and people that it rests on. */
  readonly evidence?: readonly string[];
}

export interface CheckContext {
  readonly config: GateConfig;
  readonly evidence: GateEvidence;
  readonly item: GateItem;
  /** The phase whose success is judged; null at the first gate. */
  readonly phase: GatePhase | null;
  /** Unix ms. */
  readonly now: number;
}

export type Examine<K extends CheckConfig['kind']> = (check: CheckOf<K>, context: CheckContext) => Outcome;

export const pass = (reason: string, evidence: readonly string[] = []): Outcome => ({
  verdict: 'pass',
  reason,
  evidence,
});
export const fail = (reason: string, fix: string, evidence: readonly string[] = []): Outcome => ({
  verdict: 'fail',
  reason,
  fix,
  evidence,
});
export const unknown = (reason: string, fix: string, evidence: readonly string[] = []): Outcome => ({
  verdict: 'no-evidence',
  reason,
  fix,
  evidence,
});

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const moment = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
export const hours = (ms: number): string => {
  const whole = Math.floor(ms / HOUR_MS);
  return whole < 72 ? `${whole} h` : `${Math.floor(whole / 24)} days`;
};
export const short = (commit: string | null): string => commit?.slice(0, 10) ?? 'an unknown commit';

/** How old captured state may be for this item, ms. */
export const evidenceAge = ({ item, config }: CheckContext): number =>
  (item.maxAgeHours ?? config.limits.evidenceHours) * HOUR_MS;
/** How old results of the release's own commit may be for this item, ms. */
export const resultAge = ({ item, config }: CheckContext): number =>
  item.maxAgeHours === undefined ? config.limits.resultDays * DAY_MS : item.maxAgeHours * HOUR_MS;
