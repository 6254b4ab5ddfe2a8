import { providerFault } from './provider.ts';

export const providerReorderedWebhooks = providerFault('reordered-webhooks', 'events arrive in another order', {
  felt: false,
});
