import { providerFault } from './provider.ts';

export const providerLostWebhooks = providerFault('lost-webhooks', 'events are never delivered', { felt: false });
