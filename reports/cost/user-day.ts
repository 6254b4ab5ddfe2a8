import type { PlannedGroup, RunPlan } from '../../lib/plan/index.ts';
import { count, duration } from '../format.ts';
import { activeUsers, type RunWindows } from '../ingest/index.ts';
import type { Assumptions } from './usage.ts';

/** How much of this run one user makes on one day, and in words why. */
export interface UserDay {
  readonly share: number;
  readonly basis: string;
}

/**
 * The share of the run's operations that one user causes on one day: in a closed model by the minutes that users were active; in an open one
 * by the people who make its visits, or, where its visits go through them in turn, one visit each. Null where nobody was active.
 */
export function userDayOf(plan: RunPlan, windows: RunWindows, assume: Assumptions): UserDay | null {
  const minutes = assume.activeMinutesPerUserDay;
  const closed = plan.groups.filter((group) => group.model === 'closed');
  if (closed.length > 0) {
    const present = activeUsers(plan, windows);
    const levels = closed.flatMap(({ journey }) => present.get(journey) ?? []);
    const active = (levels.reduce<number>((sum, users) => sum + (users ?? 0), 0) * windows.windowMs) / 60_000;
    if (active === 0) return null;
    const basis = `${count(active)} user-minutes measured; a user is active ${minutes} minutes a day`;
    return { share: minutes / active, basis };
  }
  const [first] = plan.groups;
  if (!first) return null;
  const visits = plan.groups.reduce((sum, group) => sum + levelSeconds(group), 0);
  if (first.order === 'in-turn') {
    const seen = Math.min(first.userCount, visits);
    return { share: 1 / seen, basis: `${count(seen)} users seen, each for what it did in this run` };
  }
  const atPeak = levelSeconds(first) / first.peak;
  const share = minutes / ((atPeak / 60) * first.userCount);
  const people = `${count(first.userCount)} people reading for ${duration(atPeak * 1000)}`;
  return { share, basis: `${people}; a user is active ${minutes} minutes a day` };
}

/** Integral of the planned level: users (or visits a second) × seconds. */
function levelSeconds(group: PlannedGroup): number {
  let [sum, fromMs, from] = [0, 0, 0];
  for (const stage of group.stages) {
    sum += ((from + stage.level) / 2) * ((stage.untilMs - fromMs) / 1000);
    fromMs = stage.untilMs;
    from = stage.level;
  }
  return sum;
}
