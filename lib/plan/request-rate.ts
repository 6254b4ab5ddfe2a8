import { PACES } from '../workloads/journeys.ts';
import type { RunPlan } from './types.ts';

/** Requests a second that the plan makes at its peak, estimated from the paces of its journeys. */
export function plannedRequestRate({ groups }: Pick<RunPlan, 'groups'>): number {
  const paces: Readonly<Record<string, { readonly requests: number } | undefined>> = PACES;
  return groups.reduce((sum, { journey, peak }) => sum + peak * (paces[journey]?.requests ?? 0), 0);
}
