import { ExperimentError, planExperiment } from '../../chaos/experiments/index.ts';
import { type BuildPlanInput, buildPlan, type RunPlan } from '../../lib/plan/index.ts';
import { newRunId } from '../../lib/results/index.ts';
import { usageError } from '../errors.ts';
import { plannedTarget, type RunRequest } from './request.ts';

/** The plan that follows from a request; a figure that no plan can hold is an error of the command line. */
export function planFor(request: RunRequest, now = new Date(), chance = Math.random()): RunPlan {
  const { workload, profile, scale, seed, usersPerVu, connectionPerUser, experiment: checked, canary } = request;
  try {
    const input: BuildPlanInput = {
      workload,
      profile,
      scale,
      seed,
      target: plannedTarget(request.target),
      runId: newRunId(workload, profile, now, chance),
      createdAt: now.toISOString(),
      ...(canary !== undefined && { canary }),
      ...(usersPerVu !== undefined && { usersPerVu }),
      ...(connectionPerUser !== undefined && { connectionPerUser }),
    };
    const calm = buildPlan(input);
    if (!checked) return calm;
    const { name, experiment } = checked;
    const { hypothesis } = experiment;
    return buildPlan({ ...input, experiment: { name, hypothesis, ...planExperiment(checked, calm) } });
  } catch (error) {
    if (error instanceof RangeError || error instanceof ExperimentError) throw usageError(error.message);
    throw error;
  }
}
