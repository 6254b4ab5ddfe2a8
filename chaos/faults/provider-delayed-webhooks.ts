import { providerFault } from './provider.ts';

export const providerDelayedWebhooks = providerFault('delayed-webhooks', 'events are delivered late', { felt: false });
