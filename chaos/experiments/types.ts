import type { FaultPromises } from '../../lib/plan/index.ts';
import type { Slo } from '../../lib/slo/index.ts';
import type { WorkloadName } from '../../lib/workloads/index.ts';

/**
 * A point of the run: a share of the hold (0: ramp-up is over, 1: ramp-down begins), and ms after it. So the same experiment works at any length: the hold of
 * the 10K mix lasts 10.5 s in `smoke`, 63 s in `quick` and 16.8 min in `full`.
 */
export interface Moment {
  readonly hold: number;
  readonly plusMs?: number;
}

/** A length: a share of the hold, within limits. */
export interface Span {
  readonly hold: number;
  readonly atLeastMs?: number;
  readonly atMostMs?: number;
}

export interface ExperimentFault {
  /** Unique in the experiment; phases are named after it: `fault:<name>`, `recovery:<name>`. */
  readonly name: string;
  /** A kind of `chaos/faults/index.ts`. */
  readonly fault: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly at: Moment;
  readonly lasts: Span;
  /** What is promised about it; each figure becomes a check. */
  readonly promises?: FaultPromises;
  /** What must hold while it is in force. */
  readonly slos?: readonly Slo[];
  /** Operations that are expected to fail beside those that the fault names itself; `*`: all. */
  readonly touches?: readonly string[];
}

/** A probe of the steady state, with its tolerance. */
export type Probe =
  /** `/healthz` answers. */
  | { readonly probe: 'answers'; readonly withinMs: number }
  /** Errors of all requests of the load over the last `overMs`. */
  | { readonly probe: 'error-rate'; readonly atMost: number; readonly overMs: number }
  /** Median of some calls that an operator makes. */
  | { readonly probe: 'response-time'; readonly atMostMs: number }
  /** Alerts that are open. */
  | { readonly probe: 'alerts'; readonly atMost: number };

/** When to stop: every fault is reverted at once, the load ends, and the verdict says so. */
export type AbortCondition =
  /** An operation that no fault in force declares fails at more than this ratio for so long. */
  | { readonly when: 'undeclared-errors'; readonly over: number; readonly forMs: number }
  /** The backend does not answer for so long, though no fault in force explains it. */
  | { readonly when: 'backend-gone'; readonly forMs: number };

/** A question to the system, put by breaking something on schedule while the load runs. */
export interface Experiment {
  readonly title: string;
  /** As a launch owner asks it. */
  readonly question: string;
  /** The sentence that is put to the test. */
  readonly hypothesis: string;
  /** What `loadgate chaos run` drives; `mixed-10k` where it is left out. */
  readonly workload?: WorkloadName;
  /** Must hold before the first fault and after the last one; a sensible set where it is left out. */
  readonly steadyState?: readonly Probe[];
  readonly faults: readonly ExperimentFault[];
  readonly abortWhen?: readonly AbortCondition[];
  /** Ids of invariants that must have had something to judge: without it the hypothesis is undecided. All of them are judged in every run. */
  readonly invariants?: readonly string[];
}

/** Types a declaration; it is checked, strictly, before anything starts. */
export const defineExperiment = (experiment: Experiment): Experiment => experiment;
