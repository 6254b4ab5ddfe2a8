import { crowdShape } from '../../lib/plan/crowd-shape.ts';
import { type BuildPlanInput, buildPlan, type RunPlan } from '../../lib/plan/index.ts';

/** The whole mix in `seconds`: the plan of the quick profile with its stages compressed, everything else as it is. */
export function mixPlan(seconds: number, over: Partial<BuildPlanInput> = {}): RunPlan {
  const plan = buildPlan({ ...COMMON, workload: 'mixed-10k', profile: 'quick', ...over });
  return inTime(plan, seconds);
}

/** Only swipers and writers, `users` in all, of whom five in seven swipe, as in the mix; present from the first second to the last. */
export function swipersAndWriters(seconds: number, users: number, shape?: { readonly vus: number }): RunPlan {
  const plan = mixPlan(seconds);
  const swipers = Math.round((users * 5) / 7);
  const sizes: Readonly<Record<string, number>> = { swipe: swipers, 'paid-chat': users - swipers };
  return {
    ...plan,
    groups: plan.groups.flatMap((group) => {
      const size = sizes[group.journey];
      if (size === undefined) return [];
      const vus = shape ? Math.max(1, Math.round((shape.vus * size) / users)) : group.vus;
      return {
        ...group,
        peak: size,
        userCount: size,
        vus,
        usersPerVu: Math.ceil(size / vus),
        stages: [
          { untilMs: 1000, level: size },
          { untilMs: plan.durationMs, level: size },
        ],
      };
    }),
  };
}

/** The same without any rest, so that the generator is all that holds them up. */
export function restlessPlan(seconds: number, users: number, vus: number): RunPlan {
  const plan = swipersAndWriters(seconds, users, { vus });
  return {
    ...plan,
    groups: plan.groups.map((group) => ({ ...group, pace: { ...group.pace, thinkMs: [0, 0] as const } })),
  };
}

/** `users` swipers, all present after a fifth of the time, who act every 300 to 400 s: mostly they rest. */
export function restingPlan(seconds: number, users: number): RunPlan {
  const plan = mixPlan(seconds);
  const thinkMs = [300_000, 400_000] as const;
  const groups = plan.groups
    .filter((group) => group.journey === 'swipe')
    .map((group) => ({
      ...group,
      ...{ peak: users, userCount: users, ...crowdShape(users, users / 300) },
      stages: [
        { untilMs: plan.durationMs / 5, level: users },
        { untilMs: plan.durationMs, level: users },
      ],
      pace: { ...group.pace, thinkMs },
    }));
  return { ...plan, accounts: users, groups };
}

const COMMON = {
  seed: 1,
  target: { kind: 'embedded' },
  runId: 'bench',
  createdAt: new Date(0).toISOString(),
} as const;

function inTime(plan: RunPlan, seconds: number): RunPlan {
  const factor = (seconds * 1000) / plan.durationMs;
  const at = (ms: number) => Math.round(ms * factor);
  return {
    ...plan,
    durationMs: at(plan.durationMs),
    measured: { fromMs: at(plan.measured.fromMs), toMs: at(plan.measured.toMs) },
    groups: plan.groups.map((group) => ({
      ...group,
      stages: group.stages.map(({ untilMs, level }) => ({ untilMs: at(untilMs), level })),
    })),
  };
}
