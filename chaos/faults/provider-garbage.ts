import { providerFault } from './provider.ts';

export const providerGarbage = providerFault('garbage', 'requests are answered with nonsense');
