import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultContext, Need } from '../../chaos/faults/index.ts';
import type { PlannedFault } from '../../lib/plan/index.ts';
import type { RunContext } from '../conductor/hooks.ts';
import { recordFlip } from '../flags/propagation.ts';
import { absent, askAt } from './ask.ts';
import { backendProcess } from './backend-process.ts';

/** What is left in other parts lives this much longer than planned, at most. */
const TTL_MARGIN_MS = 10_000;

/** Gives each fault of a run what it acts through. */
export function faultContexts(run: RunContext): (planned: PlannedFault) => FaultContext {
  const { url, operator, providers, network, plan, folder } = run;
  const shared = {
    seed: plan.seed,
    target: askAt(url, operator),
    providers: providers ? askAt(providers.url) : absent('simulated providers'),
    toxiproxy: network && network.missing === null ? askAt(network.url) : absent('Toxiproxy'),
    backend: backendProcess(run),
    pause: async (ms: number, signal: AbortSignal) => {
      await sleep(ms, undefined, { signal });
    },
    flipped: (...[flag, action, changed, reason]: Parameters<FaultContext['flipped']>) => {
      recordFlip(folder.file('timeline'), flag, action, changed, reason);
    },
  };
  return ({ name, applyMs, revertMs }) => {
    const lengthMs = revertMs - applyMs;
    return { ...shared, name, lengthMs, ttlMs: lengthMs + TTL_MARGIN_MS };
  };
}

/** What of a fault's needs this run has not got; null: nothing is missing. */
export function missingFor({ needs }: Fault, { backend, providers, network }: RunContext): string | null {
  const why: Readonly<Record<Need, () => string | null>> = {
    target: () => null,
    generator: () => null,
    providers: () => (providers ? null : 'the run has no simulated providers'),
    'backend-process': () => (backend ? null : 'the run has not started its backend itself'),
    'backend-controls': () => (backend ? null : 'the run has not started its backend itself'),
    toxiproxy: () => (network ? network.missing : 'the run has no Toxiproxy'),
  };
  return needs.map((need) => why[need]()).find((reason) => reason !== null) ?? null;
}
