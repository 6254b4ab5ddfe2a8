import type { LoadStage, PlannedGroup, RunPlan } from './types.ts';

/** One step of a load that grows: what is judged of it, ms after the start. */
export interface LoadStep {
  /** Part of the highest level. */
  readonly share: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Stepping {
  readonly steps: number;
  /** Each step is this many times the one before. */
  readonly factor: number;
  readonly stepMs: number;
}

/** From one level to the next. */
const RISE_MS = 1000;
/** Part of a step that is left out of the judgement, while the load settles. */
const SETTLING = 0.25;

/** The plan with its load rising in steps to its peak instead of being held, whatever the target answers; and the part of each step to judge. */
export function steppedPlan(
  plan: RunPlan,
  { steps, factor, stepMs }: Stepping,
): { readonly plan: RunPlan; readonly steps: readonly LoadStep[] } {
  const shares = Array.from({ length: steps }, (_, i) => factor ** (i - steps + 1));
  const durationMs = steps * stepMs;
  const stagesOf = (peak: number): LoadStage[] =>
    shares.flatMap((share, i) => [
      { untilMs: i * stepMs + RISE_MS, level: peak * share },
      { untilMs: (i + 1) * stepMs, level: peak * share },
    ]);
  const stepped = {
    ...plan,
    groups: plan.groups.map((group): PlannedGroup => ({ ...group, stages: stagesOf(group.peak) })),
    durationMs,
    measured: { fromMs: RISE_MS, toMs: durationMs },
    phases: plan.phases.slice(0, 1).map((phase) => ({ ...phase, fromMs: 0, toMs: durationMs })),
  };
  return {
    plan: stepped,
    steps: shares.map((share, i) => ({ share, fromMs: (i + SETTLING) * stepMs, toMs: (i + 1) * stepMs })),
  };
}
