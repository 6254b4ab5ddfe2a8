import { providerFault } from './provider.ts';

export const providerDuplicatedWebhooks = providerFault('duplicated-webhooks', 'events are delivered more than once', {
  felt: false,
});
