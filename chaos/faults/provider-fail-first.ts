import { providerFault } from './provider.ts';

export const providerFailFirst = providerFault('fail-first', 'the first attempts of each request fail');
