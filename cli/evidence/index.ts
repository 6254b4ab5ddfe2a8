/** What a run proves: its history, its final documents and the providers' truth, held against every invariant of `chaos/invariants`. */
export { invariants } from './participant.ts';
