import { isServing } from '../defaults.ts';
import type { AuditEntry } from './audit.ts';

/** Pack 416 §8: what makes changes suspicious. A toggle cycle is a way from serving to not serving and back, or the reverse. */
export const SUSPICION = { windowMs: 600_000, maxChanges: 5, toggleCycles: 2 } as const;

export interface Suspicion {
  readonly type: 'RAPID_FLAG_CHANGES' | 'FLAG_TOGGLE_CYCLE' | 'FLAG_EDITED_IN_STORE';
  /** What is suspicious: a flag, or an operator. */
  readonly subject: { readonly kind: 'flag' | 'operator'; readonly id: string };
  readonly count: number;
}

type Change = Pick<AuditEntry, 'action' | 'before' | 'after'>;

const serves = ({ settings }: AuditEntry['before']): boolean => settings !== null && isServing(settings.state);

/**
 * Looks at the changes of the last ten minutes, the newest (just made) among them.
 * @param ofFlag changes of one flag, oldest first
 * @param byOperator how many changes its operator made to any flag
 */
export function suspicionsOf(
  flag: string,
  operator: string,
  ofFlag: readonly Change[],
  byOperator: number,
): Suspicion[] {
  const found: Suspicion[] = [];
  const { maxChanges, toggleCycles } = SUSPICION;
  if (ofFlag.length > maxChanges)
    found.push({ type: 'RAPID_FLAG_CHANGES', subject: { kind: 'flag', id: flag }, count: ofFlag.length });
  if (byOperator > maxChanges)
    found.push({ type: 'RAPID_FLAG_CHANGES', subject: { kind: 'operator', id: operator }, count: byOperator });
  const cycles = Math.floor(ofFlag.filter(({ before, after }) => serves(before) !== serves(after)).length / 2);
  if (cycles >= toggleCycles)
    found.push({ type: 'FLAG_TOGGLE_CYCLE', subject: { kind: 'flag', id: flag }, count: cycles });
  const edits = ofFlag.filter(({ action }) => action === 'external-edit').length;
  if (edits > 0) found.push({ type: 'FLAG_EDITED_IN_STORE', subject: { kind: 'flag', id: flag }, count: edits });
  return found;
}
