/** How much load a target carries within its objectives, and what gives way first. */
export { analyseCapacity, type CapacityReport, type Observation } from './analyse.ts';
