/** What a run proves: its history, its final documents and the providers' truth, held against every invariant of `chaos/invariants`. */
export { lateTime } from './late-time.ts';
export { invariants } from './participant.ts';
