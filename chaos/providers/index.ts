/** Simulated Stripe, App Store and Google Play: real sockets, real wire formats and signatures, faults on demand, and the truth at hand. */
export { type ProvidersConfig, type ProvidersConfigInput, readProvidersConfig } from './config.ts';
export type { ProvidersState } from './control.ts';
export type { AppliedFault, FaultInput } from './faults/board.ts';
export { PROVIDER_FAULTS, type ProviderFaultName } from './faults/index.ts';
export { type RunningProviders, startProviders } from './start.ts';
export type { SimPayment } from './types.ts';
export type { DeliveryRecord } from './webhooks/deliverer.ts';
