/** The payment providers over their real wire formats. Which are there, and at which addresses, is configuration. */
import type { Clock } from '../../ports/index.ts';
import type { PaymentsConfig } from '../config.ts';
import type { ProviderMap } from '../providers.ts';
import { appleProvider } from './apple.ts';
import { googleProvider } from './google.ts';
import { stripeProvider } from './stripe.ts';

/** Loads no SDK yet: each comes with its provider's first payment. */
export const providersFrom = ({ stripe, apple, google }: PaymentsConfig, clock: Clock): ProviderMap => ({
  ...(stripe && { stripe: stripeProvider(stripe, clock) }),
  ...(apple && { apple: appleProvider(apple) }),
  ...(google && { google: googleProvider(google, clock) }),
});
