import type { ProviderPayment } from '../../chaos/invariants/index.ts';
import type { ProvidersState } from '../../chaos/providers/index.ts';

const TIMEOUT_MS = 30_000;
const OUTCOME = { open: 'pending', succeeded: 'succeeded', failed: 'failed', abandoned: 'failed' } as const;

/** What the simulated providers know of every payment. Rejects where they cannot be asked. */
export async function readPayments(providersUrl: string): Promise<readonly ProviderPayment[]> {
  const response = await fetch(`${providersUrl}/state`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the providers answered ${response.status}`);
  const { payments } = (await response.json()) as ProvidersState;
  return payments.map(({ provider, providerTxId, reference, state, paid }) => ({
    provider,
    providerTxId,
    reference,
    outcome: OUTCOME[state],
    amount: paid,
  }));
}
