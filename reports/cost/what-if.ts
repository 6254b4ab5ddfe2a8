import type { BilledOperations, BillingCounts } from '../../lib/results/index.ts';
import { count, percent } from '../format.ts';
import type { CountCell, RunWindows } from '../ingest/index.ts';

/** What might be different from what was measured. */
export interface WhatIf {
  /** Share of reads that a cache answers, of every operation that has one. */
  readonly cacheHit?: number;
  /** Events in each ingestion request. */
  readonly batch?: number;
}

export interface Supposed {
  readonly windows: RunWindows;
  readonly billing: BillingCounts;
  /** What was changed, and what was assumed in doing so. */
  readonly notes: readonly string[];
}

const total = (cells: readonly { readonly count: number }[]): number =>
  cells.reduce((sum, cell) => sum + cell.count, 0);
const of = <C extends Pick<CountCell, 'operation'>>(cells: readonly C[], operation: string): readonly C[] =>
  cells.filter((cell) => cell.operation === operation);
const operationsIn = (cells: readonly CountCell[]): readonly string[] => [
  ...new Set(cells.map((cell) => cell.operation)),
];

/** The measured run as it would have been billed under other circumstances: reads fall with cache misses, ingestion with the number of its requests. */
export function suppose(windows: RunWindows, billing: BillingCounts, whatIf: WhatIf): Supposed {
  const notes: string[] = [];
  const reads = new Map<string, number>();
  const all = new Map<string, number>();
  if (whatIf.cacheHit !== undefined) {
    for (const operation of operationsIn([...windows.cacheHits, ...windows.cacheMisses])) {
      const [hits, misses] = [total(of(windows.cacheHits, operation)), total(of(windows.cacheMisses, operation))];
      const measured = hits / (hits + misses);
      if (misses === 0) {
        notes.push(`${operation} never missed its cache, so nothing says what a miss costs`);
        continue;
      }
      reads.set(operation, (1 - whatIf.cacheHit) / (1 - measured));
      notes.push(
        `${operation}: ${percent(whatIf.cacheHit)} cache hits instead of ${percent(measured)}; its reads fall with its misses`,
      );
    }
    if (reads.size === 0 && notes.length === 0) notes.push('no operation of this run has a cache');
  }
  if (whatIf.batch !== undefined) {
    const sources = operationsIn(windows.eventsAcked);
    for (const operation of sources) {
      const requests = total(of(windows.latency, operation));
      const size = total(of(windows.eventsAcked, operation)) / requests;
      // Without a request in the samples nothing says how large a batch was.
      if (!(size > 0 && Number.isFinite(size))) continue;
      all.set(operation, size / whatIf.batch);
      notes.push(
        `${operation}: ${count(whatIf.batch)} events a request instead of ${size.toFixed(1)}; its cost falls with its requests`,
      );
    }
    if (sources.length === 0) notes.push('this run ingests no events');
  }
  const rows = billing.rows.map((row): BilledOperations => {
    const every = all.get(row.operation) ?? 1;
    const read = (reads.get(row.operation) ?? 1) * every;
    return { ...row, reads: row.reads * read, writes: row.writes * every, deletes: row.deletes * every };
  });
  const latency = windows.latency.map((cell) => {
    const factor = all.get(cell.operation) ?? 1;
    return factor === 1 ? cell : { ...cell, count: cell.count * factor, sumMs: cell.sumMs * factor };
  });
  return { windows: { ...windows, latency }, billing: { ...billing, rows }, notes };
}
