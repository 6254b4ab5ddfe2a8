import type { PlannedFault } from '../../lib/plan/index.ts';
import type { Fault } from '../faults/index.ts';

/** Claimed by faults that leave no backend to talk to. */
const BACKEND = 'backend';

/** Pairs of faults that cannot be in force at once: both change the same thing, or one needs a backend that the other has taken away. */
export function conflicts(planned: readonly PlannedFault[], faults: ReadonlyMap<string, Fault>): string[] {
  const found: string[] = [];
  for (const [i, a] of planned.entries()) {
    for (const b of planned.slice(i + 1)) {
      if (a.applyMs >= b.revertMs || b.applyMs >= a.revertMs) continue;
      const why = conflictOf(faults.get(a.name), faults.get(b.name));
      if (why !== null) found.push(`faults "${a.name}" and "${b.name}" overlap, and ${why}: move one of them`);
    }
  }
  return found;
}

function conflictOf(a: Fault | undefined, b: Fault | undefined): string | null {
  if (!a || !b) return null;
  const both = a.claims.find((claim) => b.claims.includes(claim));
  if (both !== undefined) return `both change ${both}`;
  for (const [down, other] of [
    [a, b],
    [b, a],
  ] as const)
    if (down.claims.includes(BACKEND) && other.needs.includes('target'))
      return `${other.kind} needs a backend that answers`;
  return null;
}
