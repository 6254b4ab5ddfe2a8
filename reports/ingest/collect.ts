import type { DamageLog } from './damage.ts';
import type { Database } from './database.ts';
import { METRIC } from './metrics.ts';
import { errorOfStatus, mergeErrors, tagOf } from './outcome.ts';
import { createHistograms, SELECT_COUNTS, SELECT_REJECTS, selectBins, selectHistograms } from './sql.ts';
import { locate } from './unpack.ts';
import type { CountCell, GaugeCell, LatencyCell } from './windows.ts';

/** The histograms of one metric. */
export async function collectHistograms(db: Database, metric: string, byOperation: boolean) {
  const table = `histograms_of_${metric}`;
  await db.run(createHistograms(table, metric, byOperation));
  const bins: number[][] = [];
  await db.each(selectBins(table, metric, byOperation), (row) => {
    const [id, bin, count] = row as [number, number, number];
    const list = bins[id] ?? [];
    list.push(bin, count);
    bins[id] = list;
  });
  const cells: LatencyCell[] = [];
  let lastUs = 0;
  await db.each(selectHistograms(table), (row) => {
    const [journey, operation, segment, window, count, sumUs, maxMs, last] = row as [
      ...[string, string, number, number, number, number, number, number],
    ];
    lastUs = Math.max(lastUs, last);
    cells.push({
      journey,
      operation,
      segment,
      window,
      count,
      sumMs: sumUs / 1000,
      maxMs,
      bins: bins[cells.length] ?? [],
    });
  });
  return { cells, lastMs: lastUs / 1000 };
}

/** Everything that is counted or gauged. */
export async function collectCounts(db: Database) {
  const counts = new Map<string, CountCell[]>();
  const gauges = new Map<string, GaugeCell[]>();
  const byStatus: CountCell[] = [];
  await db.each(SELECT_COUNTS, (row) => {
    const [metric, journey, operation, status, errorCode, tags, segment, window, samples, total, highest] = row as [
      ...[string, string, string, string, string, string, number, number, number, number, number],
    ];
    const cell = { journey, operation, segment, window };
    if (metric === METRIC.duration) {
      const kind = errorOfStatus(status, errorCode);
      if (kind !== null) byStatus.push({ ...cell, kind, count: samples });
    } else if (metric === METRIC.users || metric === METRIC.vus || metric === METRIC.vusMax) {
      put(gauges, metric, { journey, segment, window, samples, mean: total / samples, max: highest });
    } else {
      const kind = tagOf(tags, metric === METRIC.errors ? 'code' : 'reason');
      put(counts, metric, { ...cell, kind, count: total });
    }
  });
  const counted = (metric: string) => counts.get(metric) ?? [];
  const gauged = (metric: string) => gauges.get(metric) ?? [];
  return {
    errors: mergeErrors(byStatus, counted(METRIC.errors)),
    refused: counted(METRIC.refused),
    cacheHits: counted(METRIC.cacheHits),
    cacheMisses: counted(METRIC.cacheMisses),
    eventsAcked: counted(METRIC.eventsAcked),
    dropped: counted(METRIC.dropped),
    received: counted(METRIC.dataReceived),
    users: gauged(METRIC.users),
    vus: gauged(METRIC.vus),
    vusMax: gauged(METRIC.vusMax),
  };
}

function put<T>(into: Map<string, T[]>, key: string, item: T): void {
  const list = into.get(key);
  if (list) list.push(item);
  else into.set(key, [item]);
}

/** Rows that DuckDB could not read, by their place in the gzipped file (it saw only the rows that were passed on). */
export async function collectRejects(db: Database, path: string, file: string, damage: DamageLog): Promise<void> {
  const rejects: { line: string; message: string }[] = [];
  await db.each(SELECT_REJECTS, (row) => {
    const [line, message] = row as [string, string];
    rejects.push({ line, message: message.split('\n')[0] ?? '' });
  });
  if (rejects.length === 0) return;
  const numbers = await locate(path, new Set(rejects.map((reject) => reject.line)));
  for (const { line, message } of rejects) {
    const problem = `${message}: ${JSON.stringify(line.slice(0, 80))}`;
    damage.add({ file, place: `line ${numbers.get(line) ?? '?'}`, problem, fix: 'see what wrote this line' });
  }
}
