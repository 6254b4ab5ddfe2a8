import { levelAt, type PlannedGroup, type RunPlan } from '../plan/index.ts';
import { PACES } from '../workloads/index.ts';

/**
 * Firestore's rule for traffic to a collection that has had none: at most 500 operations a second at first, and half as much again every five minutes
 * (firebase.google.com/docs/firestore/best-practices, "Ramping up traffic"). A faster ramp is answered with latency and errors that say nothing of the system.
 */
const FIRST_PER_SECOND = 500;
const GROWTH = 1.5;
const STEP_MS = 5 * 60_000;
/** What a request does to one collection at most: a paid message reads two wallets and writes them back. */
const OPERATIONS_PER_REQUEST = 4;
const LOOK_MS = 1_000;

/** Where a plan is steeper than the rule. */
export interface RampBreach {
  /** After the start of the load, ms. */
  readonly atMs: number;
  /** Operations a second on the busiest collection, estimated from the journeys' paces. */
  readonly planned: number;
  readonly allowed: number;
  /** The `--scale` at which the plan would be about as steep as allowed. */
  readonly fittingScale: number;
}

/** The operations a second that a new collection takes at `ms`; `warm`: those it has been warmed up to before. */
export const allowedAt = (ms: number, warm = 0): number =>
  Math.max(FIRST_PER_SECOND, warm) * GROWTH ** Math.floor(ms / STEP_MS);

/** The worst moment of a plan that ramps faster than the rule allows; null where it keeps it. */
export function rampBreach(plan: RunPlan, warm = 0): RampBreach | null {
  let worst: RampBreach | null = null;
  for (let atMs = 0; atMs <= plan.durationMs; atMs += LOOK_MS) {
    const planned = plan.groups.reduce((sum, group) => sum + requestsAt(group, atMs), 0) * OPERATIONS_PER_REQUEST;
    const allowed = allowedAt(atMs, warm);
    if (planned <= allowed || (worst && planned / allowed <= worst.planned / worst.allowed)) continue;
    worst = { atMs, planned, allowed, fittingScale: (plan.scale * allowed) / planned };
  }
  return worst;
}

function requestsAt(group: PlannedGroup, ms: number): number {
  const pace = (PACES as Readonly<Record<string, { readonly requests: number } | undefined>>)[group.journey];
  return levelAt(group.stages, ms) * (pace?.requests ?? 1);
}
