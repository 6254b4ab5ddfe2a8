import type { Provider } from '../../lib/api/index.ts';
import type { Context, Route } from '../operations/index.ts';
import type { ProviderEvent } from '../ports/index.ts';
import { applyFact, type Outcome } from './apply-fact.ts';
import { confirmTransaction } from './confirm-transaction.ts';
import { type ProviderMap, providerFor } from './providers.ts';
import type { Fact } from './state-machine.ts';
import { type PaymentClaim, paymentClaimPath } from './transaction.ts';

const PROVIDERS: readonly Provider[] = ['stripe', 'apple', 'google'];

/**
 * Where the providers' webhooks and server notifications arrive. Verified before anything is believed; acknowledged (2xx) once the fact is
 * committed, so that a provider delivers again whatever was lost half-way. Forgeries are refused with `permission-denied`.
 */
export const webhookRoutes = (providers: ProviderMap): Route[] =>
  PROVIDERS.map((name) => ({
    method: 'POST',
    path: `/webhooks/${name}`,
    summary: `Payment events of ${name}`,
    access: 'public',
    ownAuthentication: true,
    feature: 'payments',
    handler: async (ctx, { rawBody, headers }) => {
      const event = await providerFor(providers, name).parseWebhook(rawBody, headers);
      if (event === null) return { status: 200, body: { received: true } };
      const { action } = await applyEvent(ctx, event);
      return { status: 200, body: { received: true, action } };
    },
  }));

/** Takes a verified event into account. */
export async function applyEvent(
  ctx: Pick<Context, 'store' | 'clock' | 'scheduler'>,
  event: ProviderEvent,
): Promise<Outcome> {
  const { provider, eventId, providerTxId, outcome, amount, currency } = event;
  const transactionId = event.reference ?? (await claimedBy(ctx, provider, providerTxId));
  const source = { via: 'webhook', provider, eventId } as const;
  if (outcome === 'succeeded')
    return confirmTransaction(ctx, transactionId, providerTxId, { amount, currency }, source);
  const reason = event.reason ?? `the provider says ${outcome}`;
  const fact: Fact =
    outcome === 'refunded'
      ? { kind: 'refunded', providerTxId, amount, reason }
      : { kind: 'failed', providerTxId, reason, attempt: null };
  return applyFact(ctx, transactionId, fact, source);
}

/** Events about a charge do not all carry the purchase: the payment that it was begun or paid with does. */
async function claimedBy(
  ctx: Pick<Context, 'store'>,
  provider: Provider,
  providerTxId: string,
): Promise<string | null> {
  const claim = await ctx.store.get<PaymentClaim>(paymentClaimPath(provider, providerTxId));
  return claim?.data.transactionId ?? null;
}
