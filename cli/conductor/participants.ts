import { invariants, lateTime } from '../evidence/index.ts';
import { billing } from './collect.ts';
import { finalState } from './final-state.ts';
import type { Participant } from './hooks.ts';
import { phases } from './phases.ts';
import { settleQueue } from './settle-queue.ts';

/**
 * Who takes part in every run beside its load; `billing` reads the meter before the others move it. With a history, time passes before the final state is read, so
 * that nothing is pending any longer, and everything is held against the invariants last.
 */
export const standardParticipants = (withHistory: boolean): readonly Participant[] =>
  withHistory
    ? [phases, settleQueue, billing, lateTime, finalState, invariants]
    : [phases, settleQueue, billing, finalState];
