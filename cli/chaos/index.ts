/** Experiments during a run: what they need, and the participant that carries them out. */

export { refuseWhatTargetLacks } from './demands.ts';
export { findExperiment } from './find-experiment.ts';
export { experimentParticipant } from './participant.ts';
