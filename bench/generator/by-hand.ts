import type { RunPlan } from '../../lib/plan/index.ts';

/** What `minimal.js` reads, so that `users` swipers and writers rest as those of the plan do. */
export function byHandEnv(plan: RunPlan, users: number): Record<string, string> {
  const restsOf = (journey: string) =>
    plan.groups
      .find((group) => group.journey === journey)
      ?.pace.thinkMs.map((ms) => ms / 1000)
      .join('-') ?? '';
  return {
    SECONDS: String(plan.durationMs / 1000),
    USERS: String(users),
    SWIPE_RESTS: restsOf('swipe'),
    CHAT_RESTS: restsOf('paid-chat'),
  };
}
