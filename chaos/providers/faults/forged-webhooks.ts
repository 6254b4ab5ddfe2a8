import { defineFault, noParams, nothingHeld } from './define.ts';

/** Someone without the provider's key says that a payment succeeded, as soon as it has begun and before anything was paid. */
export const forgedWebhooks = defineFault({
  summary: 'Someone without the key says that payments succeeded',
  params: noParams,
  apply: (_params, { strikes }) => ({
    opened: (payment, makeUp) => {
      if (!strikes(payment.providerTxId)) return [];
      const event = makeUp('succeeded');
      const paid = { ...event, payment: { ...event.payment, state: 'succeeded' as const, paid: payment.asked } };
      return [{ event: paid, delayMs: 0, forged: true }];
    },
    revert: nothingHeld,
  }),
});
