import { providerFault } from './provider.ts';

export const providerLatency = providerFault('latency', 'answers take longer');
