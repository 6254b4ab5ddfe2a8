import type { Action, Schedule } from './schedule.ts';

/** Whether a schedule still shows the failure that is looked for. */
type StillFails = (schedule: Schedule) => Promise<boolean>;

/** Schedules that a shrink may try: enough for a few dozen actions, and an end in sight. */
const MAX_TRIES = 1_500;
/** As actions go, the rest interleaves differently; so each smaller schedule gets a few chances. */
const INTERLEAVINGS = [0, 1, 2, 3, 4] as const;

/** The smallest schedule found that still fails: fairer weather first, then fewer actions (delta debugging: ever smaller chunks are left out). */
export async function shrink(failing: Schedule, stillFails: StillFails): Promise<Schedule> {
  let best = failing;
  let tries = 0;
  const attempt = async (smaller: Schedule): Promise<boolean> => {
    for (const interleaving of new Set([best.interleaving, ...INTERLEAVINGS])) {
      const candidate = { ...smaller, interleaving };
      if (++tries > MAX_TRIES) return false;
      if (!(await stillFails(candidate))) continue;
      best = candidate;
      return true;
    }
    return false;
  };

  for (const fault of ['crash', 'errorAfter', 'errorBefore'] as const) {
    if (best.weather[fault] > 0) await attempt({ ...best, weather: { ...best.weather, [fault]: 0 } });
  }
  if (best.weather.provider === 'rough') await attempt({ ...best, weather: { ...best.weather, provider: 'fair' } });

  for (let size = Math.ceil(best.actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.actions.length && tries <= MAX_TRIES; ) {
      const rest: readonly Action[] = [...best.actions.slice(0, from), ...best.actions.slice(from + size)];
      if (!(await attempt({ ...best, actions: rest }))) from += size;
    }
  }
  return best;
}
