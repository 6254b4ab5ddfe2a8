import type { Damage } from './damage.ts';
import type { Mark, Segment } from './segments.ts';

/** What one journey's requests of one operation did within one window and segment. */
export interface LatencyCell {
  readonly journey: string;
  readonly operation: string;
  /** Index into {@link RunWindows.segments}. */
  readonly segment: number;
  /** Window number: it begins at `window × windowMs` after the start of the load. */
  readonly window: number;
  readonly count: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Histogram as pairs (lowest µs of the bin, count), ascending; bins are those of HDR histograms of 2 significant digits. */
  readonly bins: readonly number[];
}

/** Something counted: an error of a kind, a refusal for a reason, a cache hit. `operation` is empty where the metric has none. */
export interface CountCell {
  readonly journey: string;
  readonly operation: string;
  readonly segment: number;
  readonly window: number;
  /** Kind of error, reason of a refusal; empty where the metric has no kinds. */
  readonly kind: string;
  readonly count: number;
}

/** A gauge within one window. */
export interface GaugeCell {
  readonly journey: string;
  readonly segment: number;
  readonly window: number;
  readonly samples: number;
  readonly mean: number;
  readonly max: number;
}

/**
 * All that reports need of the samples, small enough to keep: `windows.json.gz`. Every histogram can be merged with any other
 * by adding counts, across windows, journeys, phases and runs; percentiles are read from merged histograms and never averaged.
 */
export interface RunWindows {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Unix ms of the start of the load. */
  readonly startedAt: number;
  readonly windowMs: number;
  readonly segments: readonly Segment[];
  readonly marks: readonly Mark[];
  /** When the load ended, ms after its start: as the timeline says, else the last request. */
  readonly endedMs: number;
  /** When the last request was sent, ms after the start. */
  readonly lastRequestMs: number;
  /** Rows that were read. */
  readonly rows: number;
  readonly damage: { readonly count: number; readonly listed: readonly Damage[] };
  readonly latency: readonly LatencyCell[];
  /** Schedule lag, intended against actual send; `operation` is empty. */
  readonly lag: readonly LatencyCell[];
  /** Failed requests by kind: what transport and HTTP say, and answers that the scenario did not expect. */
  readonly errors: readonly CountCell[];
  /** Refused by design: rate limits, disabled features. */
  readonly refused: readonly CountCell[];
  readonly cacheHits: readonly CountCell[];
  readonly cacheMisses: readonly CountCell[];
  readonly eventsAcked: readonly CountCell[];
  readonly dropped: readonly CountCell[];
  /** Bytes that the generator received. */
  readonly received: readonly CountCell[];
  /** Active users as each VU reports its own. */
  readonly users: readonly GaugeCell[];
  readonly vus: readonly GaugeCell[];
  readonly vusMax: readonly GaugeCell[];
}
