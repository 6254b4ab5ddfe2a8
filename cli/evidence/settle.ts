import { setTimeout as sleep } from 'node:timers/promises';
import type { ProvidersState } from '../../chaos/providers/index.ts';
import type { RunContext } from '../conductor/hooks.ts';
import { untilQueueRests } from '../conductor/settle-queue.ts';

const PATIENCE_MS = 10_000;
const LOOK_MS = 100;
const TIMEOUT_MS = 10_000;

/** Brings the payments to rest: customers decide, every webhook arrives, and the backend has dealt with it. */
export async function settlePayments(
  run: Pick<RunContext, 'operator' | 'providers' | 'timeline'>,
  signal: AbortSignal,
): Promise<void> {
  if (run.providers) {
    await untilDelivered(run.providers.url, signal).catch((error: Error) => {
      signal.throwIfAborted();
      run.timeline.add('note', 'providers not settled', { reason: error.message });
    });
  }
  await untilQueueRests(run, signal);
}

/** Makes what waits happen at once; what that starts anew is made to happen as well. */
async function untilDelivered(providersUrl: string, signal: AbortSignal): Promise<void> {
  const call = async (method: string, path: string) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(providersUrl + path, { method, signal: limit });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.json();
  };
  for (const start = performance.now(); ; ) {
    await call('POST', '/flush');
    const { open } = (await call('GET', '/state')) as ProvidersState;
    if (open.deliveries + open.payments === 0) return;
    if (performance.now() - start > PATIENCE_MS)
      throw new Error(`${open.deliveries} webhooks and ${open.payments} payments are still open`);
    await sleep(LOOK_MS, undefined, { signal });
  }
}
