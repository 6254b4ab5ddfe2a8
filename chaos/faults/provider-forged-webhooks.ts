import { providerFault } from './provider.ts';

export const providerForgedWebhooks = providerFault('forged-webhooks', 'somebody forges events', { felt: false });
