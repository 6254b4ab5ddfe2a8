/** What will be done in one run: decided, validated and written before the first request; the run is reproducible from it. */
import type { CanarySplit } from '../canary/index.ts';
import type { Slo } from '../slo/index.ts';

export type ProfileName = 'smoke' | 'quick' | 'full';
export type TargetKind = 'embedded' | 'emulators' | 'staging';

/** `users` (closed model) or arrivals per second (open model) reach `level` by `untilMs` after the start, linearly. */
export interface LoadStage {
  readonly untilMs: number;
  readonly level: number;
}

/** One journey under load. Each becomes one k6 scenario of the same name. */
export interface PlannedGroup {
  readonly journey: string;
  readonly model: 'closed' | 'open';
  /** Highest concurrent users (closed) or arrivals per second (open). */
  readonly peak: number;
  readonly stages: readonly LoadStage[];
  /** Crowd shape: how many VUs share the users, and how many users each carries. */
  readonly vus: number;
  readonly usersPerVu: number;
  /** Users [first, first + count) of the run's accounts act in this journey. */
  readonly firstUser: number;
  readonly userCount: number;
  /** Open model: whether visits go through the users in turn (everyone is seen) or pick at random. */
  readonly order: 'in-turn' | 'random';
  /** First of as many accounts as there are users, who are called by this journey and act in no other; null: none. */
  readonly firstPartner: number | null;
  readonly pace: {
    /** Shortest and longest time between two steps, ms. */
    readonly thinkMs: readonly [number, number];
    /** Shortest and longest session, ms, already compressed; null where the journey has no sessions. */
    readonly sessionMs: readonly [number, number] | null;
  };
}

/** `baseline`, `fault:<name>` or `recovery:<name>`; samples belong to the phase in which they were sent. */
export interface Phase {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is promised about a fault, in ms: each figure that is given becomes a check of kind `recovery`. */
export interface FaultPromises {
  /** From `apply` until the fault acts everywhere (a kill-switch: until the last request that was still accepted). */
  readonly effectMs?: number;
  /** From `apply` until the system itself noticed: an alert, the watchdog, safe rollback. */
  readonly detectMs?: number;
  /** From `revert` until the objectives of the workload hold again. */
  readonly recoverMs?: number;
}

/** A fault of the experiment on the run's own clock. */
export interface PlannedFault {
  readonly name: string;
  readonly fault: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly applyMs: number;
  readonly revertMs: number;
  readonly promises?: FaultPromises;
  /** What must hold while the fault is applied; the workload's own objectives are judged in the baseline and in recoveries. */
  readonly slos?: readonly Slo[];
}

export interface RunPlan {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly createdAt: string;
  readonly workload: string;
  readonly profile: ProfileName;
  /** Multiplies users and rates, not time. */
  readonly scale: number;
  readonly seed: number;
  readonly target: { readonly kind: TargetKind; readonly host?: string; readonly project?: string };
  readonly experiment: string | null;
  /** The sentence that the experiment puts to the test. */
  readonly hypothesis?: string;
  /** Users whose requests are tagged as those of a canary; absent: none are. */
  readonly canary?: CanarySplit;
  /** Accounts that exist before the first request. */
  readonly accounts: number;
  readonly groups: readonly PlannedGroup[];
  /** Length of the load in ms, without set-up and settling. */
  readonly durationMs: number;
  /** The part of the run that SLOs are judged on (ramps excluded), in ms after the start. */
  readonly measured: { readonly fromMs: number; readonly toMs: number };
  /** Full duration ÷ this duration (× the workload's own): sessions are shortened by this factor, think times are not. */
  readonly timeCompression: number;
  readonly phases: readonly Phase[];
  readonly faults: readonly PlannedFault[];
  readonly slos: readonly Slo[];
}
