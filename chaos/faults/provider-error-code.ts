import { providerFault } from './provider.ts';

export const providerErrorCode = providerFault('error-code', 'requests are answered with an error');
