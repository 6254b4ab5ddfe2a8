/** What other folders may see of the backend: to run it in their own process (simulation) and to name its operations. */
export { type Backend, type BackendDeps, createBackend, standardModules } from './app.ts';
export type * from './operations/index.ts';
export { providersFrom } from './payments/adapters/index.ts';
export { type PaymentsConfigInput, readPaymentsConfig } from './payments/index.ts';
export * from './ports/index.ts';
export { JobRunner, StoreScheduler, WakeTimes } from './scheduler/index.ts';
export { MemoryStore } from './store/index.ts';
