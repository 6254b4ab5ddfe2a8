import type { RunPlan } from '../../lib/plan/index.ts';
import { activeUsers, type CountCell, type LatencyCell, LatencyHistogram, type RunWindows } from '../ingest/index.ts';

/** One value for each window of the run; null where there is none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Number of windows from the start of the load to the last that holds anything. */
export function windowCount(plan: RunPlan, windows: RunWindows): number {
  const last = Math.max(plan.durationMs, windows.lastRequestMs, windows.endedMs);
  return Math.max(1, Math.ceil(last / windows.windowMs));
}

/** Percentiles of each window, ms, read from the merged histogram of its requests. */
export function percentilesOverTime(
  cells: readonly LatencyCell[],
  quantiles: readonly number[],
  count: number,
): Series[] {
  const byWindow = new Map<number, LatencyHistogram>();
  for (const cell of cells) {
    const histogram = byWindow.get(cell.window) ?? new LatencyHistogram();
    histogram.add(cell);
    byWindow.set(cell.window, histogram);
  }
  return quantiles.map((quantile) => ({
    name: `p${quantile * 100}`,
    values: Array.from({ length: count }, (_, window) => byWindow.get(window)?.quantileMs(quantile) ?? null),
  }));
}

/** How many a second in each window, split by `keyOf`, the largest series first; what is beyond `most` series is summed as "other". */
export function ratesOverTime<C extends CountCell | LatencyCell>(
  cells: readonly C[],
  keyOf: (cell: C) => string,
  windows: RunWindows,
  count: number,
  most = 7,
): Series[] {
  const totals = new Map<string, number>();
  for (const cell of cells) totals.set(keyOf(cell), (totals.get(keyOf(cell)) ?? 0) + cell.count);
  const keys = [...totals].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const own = keys.length > most ? keys.slice(0, most - 1) : keys;
  const names = keys.length > most ? [...own, 'other'] : own;
  const values = new Map(names.map((name) => [name, new Array<number>(count).fill(0)]));
  const perSecond = 1000 / windows.windowMs;
  for (const cell of cells) {
    const series = values.get(own.includes(keyOf(cell)) ? keyOf(cell) : 'other');
    if (series && cell.window < count) series[cell.window] = (series[cell.window] ?? 0) + cell.count * perSecond;
  }
  return names.map((name) => ({ name, values: values.get(name) ?? [] }));
}

/** Active users of each journey in each window. */
export function usersSeries(plan: RunPlan, windows: RunWindows, count: number): Series[] {
  return [...activeUsers(plan, windows)].map(([name, levels]) => ({
    name,
    values: Array.from({ length: count }, (_, window) => {
      const users = levels[window] ?? null;
      return users === null ? null : Math.round(users);
    }),
  }));
}

/** VUs in each window. */
export function vusSeries(windows: RunWindows, count: number): Series {
  const over = new Map(windows.vus.map((cell) => [cell.window, cell.max]));
  return { name: 'VUs', values: Array.from({ length: count }, (_, window) => over.get(window) ?? null) };
}

/** Latencies of a scope in bars that grow by a quarter, for a histogram on a logarithmic axis. */
export function latencyBars(cells: readonly LatencyCell[]): readonly { fromMs: number; toMs: number; count: number }[] {
  const growth = 1.25;
  const bars = new Map<number, number>();
  for (const { bins } of cells) {
    for (let i = 0; i + 1 < bins.length; i += 2) {
      const index = Math.floor(Math.log(Math.max(bins[i] ?? 1, 1) / 1000) / Math.log(growth));
      bars.set(index, (bars.get(index) ?? 0) + (bins[i + 1] ?? 0));
    }
  }
  const indices = [...bars.keys()];
  if (indices.length === 0) return [];
  const [first, last] = [Math.min(...indices), Math.max(...indices)];
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    fromMs: growth ** (first + i),
    toMs: growth ** (first + i + 1),
    count: bars.get(first + i) ?? 0,
  }));
}
