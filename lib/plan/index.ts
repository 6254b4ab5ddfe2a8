/** One run as data: what it will do, and what moment of it belongs to which phase. `schema.ts` beside it reads a plan from JSON (Node only). */
export { type BuildPlanInput, buildPlan } from './build-plan.ts';
export { activeAt, levelAt, timeOfLevel } from './levels.ts';
export { BASELINE, phaseAt, phasesOf } from './phases.ts';
export { plannedRequestRate } from './request-rate.ts';
export type { LoadSpike } from './spikes.ts';
export { type LoadStep, type Stepping, steppedPlan } from './steps.ts';
export type {
  FaultPromises,
  LoadStage,
  Phase,
  PlannedFault,
  PlannedGroup,
  ProfileName,
  RunPlan,
  TargetKind,
} from './types.ts';
