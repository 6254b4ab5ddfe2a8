import type { RunPlan } from '../../lib/plan/index.ts';
import type { RunWindows } from './windows.ts';

/**
 * The users of each journey who were present, by window, up to the last that tells: what each VU reports of itself once a second, on average, × the VUs. A window
 * may be no longer than a second, and a report that came a moment late then leaves it empty: it has what the one before had. Null before the first report.
 */
export function activeUsers(plan: RunPlan, windows: RunWindows): ReadonlyMap<string, readonly (number | null)[]> {
  const users = new Map<string, (number | null)[]>();
  for (const { journey, vus } of plan.groups) {
    const reports = new Map<number, { sum: number; samples: number }>();
    for (const cell of windows.users) {
      if (cell.journey !== journey) continue;
      // Where a phase begins within a window, it has a cell for each.
      const { sum, samples } = reports.get(cell.window) ?? { sum: 0, samples: 0 };
      reports.set(cell.window, { sum: sum + cell.mean * cell.samples, samples: samples + cell.samples });
    }
    if (reports.size === 0) continue;
    let present: number | null = null;
    const last = Math.max(...reports.keys());
    const levels = Array.from({ length: last + 1 }, (_, window) => {
      const own = reports.get(window);
      if (own && own.samples > 0) present = (own.sum / own.samples) * vus;
      return present;
    });
    users.set(journey, levels);
  }
  return users;
}
