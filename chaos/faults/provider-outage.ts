import { providerFault } from './provider.ts';

export const providerOutage = providerFault('outage', 'every connection is refused');
