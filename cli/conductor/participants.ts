import { billing } from './collect.ts';
import { finalState } from './final-state.ts';
import type { Participant } from './hooks.ts';
import { phases } from './phases.ts';
import { settleQueue } from './settle-queue.ts';

/** Who takes part in every run beside its load; `billing` reads the meter before `finalState` moves it. */
export const STANDARD_PARTICIPANTS: readonly Participant[] = [phases, settleQueue, billing, finalState];
