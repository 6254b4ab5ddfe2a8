import type { RunPlan } from '../../lib/plan/index.ts';
import type { BillingCounts } from '../../lib/results/index.ts';
import type { Network } from '../chaos/network.ts';
import type { Operator } from '../operator/index.ts';
import type { EmbeddedBackend } from './embedded-backend.ts';
import type { Generator } from './generator.ts';
import type { LoadClock } from './load-clock.ts';
import type { StartProcess } from './process-group.ts';
import type { Providers } from './providers.ts';
import type { RunFolder } from './run-folder.ts';
import type { Timeline } from './timeline.ts';

/** What a run gives to those who take part in it. */
export interface RunContext {
  readonly plan: RunPlan;
  readonly folder: RunFolder;
  readonly timeline: Timeline;
  /** Base URL of the system under test. */
  readonly url: string;
  /** Calls its operations as an operator. */
  readonly operator: Operator;
  /** The backend's process, where the run has started one: faults may kill it and start it again. */
  readonly backend: EmbeddedBackend | null;
  /** The simulated payment providers, where the run has started them. */
  readonly providers: Providers | null;
  /** The load's driver: its counters, and how to end the load early. */
  readonly generator: Generator;
  /** What stands between the parts, where an experiment breaks the network. */
  readonly network: Network | null;
  /** What was billed by backends of this run that were killed: a meter dies with its process. */
  readonly billedBefore: BillingCounts[];
  readonly start: StartProcess;
}

/**
 * Somebody who takes part in a run without being its load: faults, probes, recorders. Every function is optional. The conductor awaits
 * the participants of one moment together (for `collect` one after the other, in their order), and a rejection ends the run (everything is put back first).
 */
export interface Participant {
  readonly name: string;
  /** The target is up and seeded; no request of the load has been sent. */
  beforeLoad?(run: RunContext): Promise<void>;
  /**
   * While the load runs. `signal` aborts when the load has ended or the run is stopped: then everything that was changed must be put back before
   * the promise settles. Rejecting with the signal's reason is an orderly end.
   */
  duringLoad?(run: RunContext, clock: LoadClock, signal: AbortSignal): Promise<void>;
  /** The load is over: wait until the system is at rest. */
  settle?(run: RunContext, signal: AbortSignal): Promise<void>;
  /** Everything rests: each in turn writes what the judges need into the run's folder. */
  collect?(run: RunContext): Promise<void>;
}
