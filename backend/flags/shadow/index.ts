/** Shadow execution: an operation as it would run, writing nothing (thorbis, shadow mode). */
export { executeShadow, type ShadowExecution } from './shadow.ts';
export { ShadowStore } from './shadow-store.ts';
