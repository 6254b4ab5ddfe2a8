import type { Phase, PlannedFault } from './types.ts';

export const BASELINE = 'baseline';

/**
 * The phases of a run, without gaps, from 0 to `durationMs`: `baseline` before the first fault; `fault:<name>` while a fault is applied (of several
 * at once, the one applied last); `recovery:<name>` from a fault's revert until the next fault or the end (of several, the one reverted last).
 */
export function phasesOf(faults: readonly PlannedFault[], durationMs: number): readonly Phase[] {
  const edges = new Set([0, durationMs]);
  for (const fault of faults) edges.add(fault.applyMs).add(fault.revertMs);
  const times = [...edges].filter((ms) => ms >= 0 && ms <= durationMs).sort((a, b) => a - b);
  const phases: Phase[] = [];
  for (const [i, fromMs] of times.entries()) {
    const toMs = times[i + 1];
    if (toMs === undefined) break;
    const name = nameOf(faults, fromMs);
    const last = phases.at(-1);
    if (last?.name === name) phases[phases.length - 1] = { ...last, toMs };
    else phases.push({ name, fromMs, toMs });
  }
  return phases;
}

function nameOf(faults: readonly PlannedFault[], ms: number): string {
  let active: PlannedFault | undefined;
  let reverted: PlannedFault | undefined;
  for (const fault of faults) {
    if (fault.applyMs <= ms && ms < fault.revertMs && (!active || fault.applyMs >= active.applyMs)) active = fault;
    if (fault.revertMs <= ms && (!reverted || fault.revertMs >= reverted.revertMs)) reverted = fault;
  }
  if (active) return `fault:${active.name}`;
  return reverted ? `recovery:${reverted.name}` : BASELINE;
}

/** The phase of a request that was sent `ms` after the start of the load; what lies outside of the load belongs to the nearest phase. */
export function phaseAt(phases: readonly Phase[], ms: number): string {
  let name = phases[0]?.name ?? BASELINE;
  for (const phase of phases) {
    if (ms < phase.fromMs) break;
    name = phase.name;
  }
  return name;
}
