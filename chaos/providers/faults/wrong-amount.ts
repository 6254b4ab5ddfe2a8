import { z } from 'zod';
import { defineFault, nothingHeld } from './define.ts';

/** Customers are charged another amount than was asked for; the provider's interface and its events agree on it. */
export const wrongAmount = defineFault({
  summary: 'Customers are charged another amount than was asked for',
  params: z.strictObject({ factor: z.number().positive().max(100).default(0.1) }),
  apply: ({ factor }, { strikes }) => ({
    charged: (payment, amount) => {
      if (!strikes(payment.providerTxId)) return amount;
      const wrong = Math.max(1, Math.round(amount * factor));
      return wrong === amount ? amount + 1 : wrong;
    },
    revert: nothingHeld,
  }),
});
