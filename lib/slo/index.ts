/** Service-level objectives: their type, and those of each workload. */
export { slosFor } from './objectives.ts';
export type { Slo } from './types.ts';
