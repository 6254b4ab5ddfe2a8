import { providerFault } from './provider.ts';

export const providerLostAnswer = providerFault('lost-answer', 'the work is done, but the answer gets lost');
