import type { KnownRun } from '../history/index.ts';

/** What a comparison concluded. `incomparable`: the runs cannot answer the question, and nothing is said of them. */
export type Conclusion = 'no-regression' | 'regression' | 'incomparable';

/** A ratio new ÷ base with its 95 % interval. */
export interface Ratio {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What one figure of one scope did. */
export type Change = 'regression' | 'improvement' | 'none' | 'too-few';

export interface LatencyEffect {
  readonly quantile: number;
  /** ms, the geometric mean over the runs of a side. */
  readonly baseMs: number;
  readonly newMs: number;
  /** As measured: the machine's own mood included. */
  readonly raw: Ratio;
  /** Against what happened to the other operations in the same seconds; null where there are too few of them. */
  readonly adjusted: Ratio | null;
  /** One-sided: the chance of so large a slowdown where the builds are alike; null where it was not tested. */
  readonly p: number | null;
  readonly change: Change;
}

export interface RateEffect {
  readonly base: number;
  readonly new: number;
  /** Interval of the difference new − base. */
  readonly low: number;
  readonly high: number;
  readonly change: Change;
}

export interface RatioEffect {
  readonly base: number;
  readonly new: number;
  readonly ratio: Ratio;
  readonly change: Change;
}

/** A ratio that nothing can tell, in the words of JSON, which has neither NaN nor infinity. */
export interface UnknownRatio {
  readonly value: null;
  readonly low: 0;
  readonly high: null;
}

/** Requests a second; the ratio is unknown where a run has too few windows. */
export interface ThroughputEffect extends Omit<RatioEffect, 'ratio'> {
  readonly ratio: Ratio | UnknownRatio;
}

/** Requests of an operation, or of a journey in a phase; empty names stand for all. */
export interface Scope {
  readonly journey: string;
  readonly operation: string;
  readonly phase: string;
}

export interface ComparedScope extends Scope {
  readonly requests: { readonly base: number; readonly new: number };
  readonly latency: readonly LatencyEffect[];
  readonly errors: RateEffect;
  readonly throughput: ThroughputEffect;
}

export interface Comparison {
  readonly schemaVersion: 1;
  readonly conclusion: Conclusion;
  /** One sentence for a person. */
  readonly headline: string;
  readonly base: readonly string[];
  readonly new: readonly string[];
  /** Why nothing can be said; empty where something can. */
  readonly incomparable: readonly string[];
  /** What all operations did together, which is the machine or the whole build: at the fastest tenth of the requests. */
  readonly drift: RatioEffect | null;
  readonly scopes: readonly ComparedScope[];
  /** Dollars for one user on one day; null where a side does not know it. */
  readonly costPerUserDay: RatioEffect | null;
  /** What a reader has to know: one run a side, other seeds, other versions. */
  readonly notes: readonly string[];
}

/** The runs of both sides; at least one each. */
export interface Sides {
  readonly base: readonly KnownRun[];
  readonly new: readonly KnownRun[];
}

export const SIDES = ['base', 'new'] as const;
export type Side = (typeof SIDES)[number];
