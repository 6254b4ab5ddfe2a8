/** Questions to the system, put by breaking something on schedule: one file per experiment, one line here. */
import { backendCrash } from './backend-crash.ts';
import { backendFreeze } from './backend-freeze.ts';
import { badRelease } from './bad-release.ts';
import { clockJump } from './clock-jump.ts';
import { coldCache } from './cold-cache.ts';
import { confusedProviders } from './confused-providers.ts';
import { flagStorm } from './flag-storm.ts';
import { flakyNetwork } from './flaky-network.ts';
import { flakyStore } from './flaky-store.ts';
import { killSwitch } from './kill-switch.ts';
import { launchDay } from './launch-day.ts';
import { loadSpike } from './load-spike.ts';
import { lostCallers } from './lost-callers.ts';
import { paymentChaos } from './payment-chaos.ts';
import { regionalSwitchOff } from './regional-switch-off.ts';
import { rollout } from './rollout.ts';
import { slowPayments } from './slow-payments.ts';
import { stripeOutage } from './stripe-outage.ts';
import type { Experiment } from './types.ts';

export { errorsBelow, p95Below } from './objectives.ts';
export { type CheckedExperiment, checkExperiment, DEFAULT_WORKLOAD, ExperimentError, planExperiment } from './plan.ts';
export { type AbortCondition, defineExperiment, type Experiment, type ExperimentFault, type Probe } from './types.ts';

/** In the order in which a launch owner asks. */
export const EXPERIMENTS: Readonly<Record<string, Experiment>> = {
  'launch-day': launchDay,
  'kill-switch': killSwitch,
  'bad-release': badRelease,
  'backend-crash': backendCrash,
  'stripe-outage': stripeOutage,
  'payment-chaos': paymentChaos,
  'confused-providers': confusedProviders,
  'slow-payments': slowPayments,
  'lost-callers': lostCallers,
  'load-spike': loadSpike,
  'cold-cache': coldCache,
  'flaky-store': flakyStore,
  'flaky-network': flakyNetwork,
  'backend-freeze': backendFreeze,
  'clock-jump': clockJump,
  rollout: rollout,
  'regional-switch-off': regionalSwitchOff,
  'flag-storm': flagStorm,
};
