import { providerFault } from './provider.ts';

export const providerHang = providerFault('hang', 'requests hang without an answer');
