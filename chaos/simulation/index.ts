/** The whole backend in one process on a virtual clock: seeded schedules, faults at any step, invariants, shrinking. */
export { explain, type SimulateOptions, type SimulateReport, simulate } from './simulate.ts';
