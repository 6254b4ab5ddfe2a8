import { buildPlan, type RunPlan } from '../../lib/plan/index.ts';
import { usageError } from '../errors.ts';
import { plannedTarget, type RunRequest } from './request.ts';
import { newRunId } from './run-folder.ts';

/** The plan that follows from a request; a figure that no plan can hold is an error of the command line. */
export function planFor(request: RunRequest, now = new Date(), chance = Math.random()): RunPlan {
  const { workload, profile, scale, seed, usersPerVu, connectionPerUser } = request;
  try {
    return buildPlan({
      workload,
      profile,
      scale,
      seed,
      target: plannedTarget(request.target),
      runId: newRunId(workload, profile, now, chance),
      createdAt: now.toISOString(),
      ...(usersPerVu !== undefined && { usersPerVu }),
      ...(connectionPerUser !== undefined && { connectionPerUser }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw usageError(error.message);
    throw error;
  }
}
