/** Everything that an experiment can break: one file per fault, one line here. */
import { backendCrash } from './backend-crash.ts';
import { backendPause } from './backend-pause.ts';
import { badRelease } from './bad-release.ts';
import { cacheFlush } from './cache-flush.ts';
import { clockJump } from './clock-jump.ts';
import { countryOff } from './country-off.ts';
import type { FaultKind } from './define.ts';
import { killSwitch } from './kill-switch.ts';
import { loadSpike } from './load-spike.ts';
import { networkBlackhole } from './network-blackhole.ts';
import { networkDown } from './network-down.ts';
import { networkLatency } from './network-latency.ts';
import { networkReset } from './network-reset.ts';
import { networkSlow } from './network-slow.ts';
import { platformOff } from './platform-off.ts';
import { providerDelayedWebhooks } from './provider-delayed-webhooks.ts';
import { providerDuplicatedWebhooks } from './provider-duplicated-webhooks.ts';
import { providerErrorCode } from './provider-error-code.ts';
import { providerFailFirst } from './provider-fail-first.ts';
import { providerForgedWebhooks } from './provider-forged-webhooks.ts';
import { providerGarbage } from './provider-garbage.ts';
import { providerHang } from './provider-hang.ts';
import { providerLatency } from './provider-latency.ts';
import { providerLostAnswer } from './provider-lost-answer.ts';
import { providerLostWebhooks } from './provider-lost-webhooks.ts';
import { providerOutage } from './provider-outage.ts';
import { providerReorderedWebhooks } from './provider-reordered-webhooks.ts';
import { providerWrongAmount } from './provider-wrong-amount.ts';
import { rapidToggles } from './rapid-toggles.ts';
import { rolloutStep } from './rollout-step.ts';
import { storeErrors } from './store-errors.ts';
import { storeLatency } from './store-latency.ts';
import { vanishingCallers } from './vanishing-callers.ts';

export { type Ask, type BackendProcess, ControlRefused, callOperation, type FaultContext } from './context.ts';
export { defineFault, type Fault, type FaultKind, type Need, type Notes, type Sighting } from './define.ts';
export { LINKS, type Link } from './network.ts';

export const FAULTS = {
  'kill-switch': killSwitch,
  'rollout-step': rolloutStep,
  'rapid-toggles': rapidToggles,
  'country-off': countryOff,
  'platform-off': platformOff,
  'bad-release': badRelease,
  'cache-flush': cacheFlush,
  'backend-crash': backendCrash,
  'backend-pause': backendPause,
  'clock-jump': clockJump,
  'store-errors': storeErrors,
  'store-latency': storeLatency,
  'load-spike': loadSpike,
  'vanishing-callers': vanishingCallers,
  'provider-delayed-webhooks': providerDelayedWebhooks,
  'provider-duplicated-webhooks': providerDuplicatedWebhooks,
  'provider-error-code': providerErrorCode,
  'provider-fail-first': providerFailFirst,
  'provider-forged-webhooks': providerForgedWebhooks,
  'provider-garbage': providerGarbage,
  'provider-hang': providerHang,
  'provider-latency': providerLatency,
  'provider-lost-answer': providerLostAnswer,
  'provider-lost-webhooks': providerLostWebhooks,
  'provider-outage': providerOutage,
  'provider-reordered-webhooks': providerReorderedWebhooks,
  'provider-wrong-amount': providerWrongAmount,
  'network-blackhole': networkBlackhole,
  'network-down': networkDown,
  'network-latency': networkLatency,
  'network-reset': networkReset,
  'network-slow': networkSlow,
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULTS;
export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);
