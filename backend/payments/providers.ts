import type { Provider } from '../../lib/api/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import type { PaymentProvider } from '../ports/index.ts';

/** The providers that are configured. */
export type ProviderMap = Readonly<Partial<Record<Provider, PaymentProvider>>>;

/** @throws OperationError `failed-precondition` naming the provider that has no configuration */
export function providerFor(providers: ProviderMap, name: Provider): PaymentProvider {
  const provider = providers[name];
  if (!provider) {
    throw new OperationError(
      'failed-precondition',
      `payments through ${name} are not configured: set payments.${name}`,
      {
        reason: 'provider-not-configured',
        provider: name,
      },
    );
  }
  return provider;
}
