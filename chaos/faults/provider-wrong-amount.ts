import { providerFault } from './provider.ts';

export const providerWrongAmount = providerFault('wrong-amount', 'customers are charged another amount', {
  felt: false,
});
