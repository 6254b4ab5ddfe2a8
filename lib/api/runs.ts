/** The runs of a results folder as the console sees them. Times are Unix milliseconds. */
import type { ProfileName } from '../plan/index.ts';
import type { Check, VerdictStatus } from '../results/index.ts';

/** `unfinished`: there is no verdict, or not yet. `broken`: what is there cannot be trusted. Neither is ever a pass. */
export type RunOutcome = VerdictStatus | 'unfinished' | 'broken';

export interface RunView {
  readonly runId: string;
  readonly startedAt: number;
  readonly workload: string;
  readonly profile: ProfileName;
  readonly outcome: RunOutcome;
  /** The verdict's sentence for managers; of a run without a verdict that counts: why it has none. */
  readonly headline: string;
  /** What was planned; null where the plan cannot be read. */
  readonly planned: {
    readonly scale: number;
    /** `embedded`, or with the host that was loaded: `staging api.example.com`. */
    readonly target: string;
    readonly experiment: string | null;
  } | null;
}

/** `GET /api/runs`: a page of runs, newest first. */
export interface RunsView {
  /** The folder that is served, on the backend's machine. */
  readonly folder: string;
  readonly runs: readonly RunView[];
  /** Null on the last page. A page that was asked for by outcome may hold fewer runs than asked, even none, and still have a next one. */
  readonly nextCursor: string | null;
  /** How many runs were read for this page. */
  readonly lookedAt: number;
  /** Of all runs in the folder, by name. */
  readonly workloads: readonly string[];
}

/** `GET /api/runs/:run`. */
export interface RunDetailView {
  readonly run: RunView;
  readonly plan: {
    readonly seed: number;
    /** Length of the load, ms. */
    readonly durationMs: number;
    readonly accounts: number;
    readonly hypothesis: string | null;
  } | null;
  /** As the verdict lists them; none where there is no verdict that counts. */
  readonly checks: readonly Check[];
  /** Whether `GET /api/runs/:run/report` has something to give. */
  readonly hasReport: boolean;
}
