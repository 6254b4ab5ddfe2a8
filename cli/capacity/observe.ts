import { setTimeout as sleep } from 'node:timers/promises';
import type { Observation } from '../../reports/capacity/index.ts';
import type { Participant } from '../conductor/hooks.ts';

const EVERY_MS = 1000;

/** Looks at the backend's `/metrics` once a second. Where it has none, there is nothing to tell a bottleneck by. */
export function observer(observations: Observation[]): Participant {
  return {
    name: 'capacity observer',
    async duringLoad({ url }, clock, signal) {
      while (!signal.aborted) {
        const seen = await look(`${url}/metrics`, clock.startedAt);
        if (seen) observations.push(seen);
        await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
      }
    },
  };
}

async function look(url: string, startedAt: number): Promise<Observation | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5 * EVERY_MS) });
    if (!response.ok) return null;
    const text = await response.text();
    const sum = (name: string) =>
      [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'gm'))].reduce(
        (total, [, value]) => total + Number(value),
        0,
      );
    const seen = {
      atMs: Date.now() - startedAt,
      cpuSeconds: sum('process_cpu_seconds_total'),
      loopLagP99Ms: sum('nodejs_eventloop_lag_p99_seconds') * 1000,
      storeOperations: sum('loadgate_billed_operations_total'),
    };
    // Prometheus writes NaN for a figure without samples.
    return Object.values(seen).every(Number.isFinite) ? seen : null;
  } catch {
    // A backend at its limit may not answer in time; the steps around it still tell.
    return null;
  }
}
