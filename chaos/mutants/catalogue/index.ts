/** Every planted defect, by area. They prove that the simulation would see it: each one must be caught. */
import type { Mutant } from '../mutant.ts';
import { CHAT } from './chat.ts';
import { EVENTS } from './events.ts';
import { FLAGS } from './flags.ts';
import { LIMITS } from './limits.ts';
import { MATCHING } from './matching.ts';
import { MONEY } from './money.ts';
import { PAYMENTS } from './payments.ts';
import { SCHEDULER } from './scheduler.ts';
import { SESSIONS } from './sessions.ts';

export const MUTANTS: readonly Mutant[] = [
  ...MONEY,
  ...CHAT,
  ...PAYMENTS,
  ...SESSIONS,
  ...LIMITS,
  ...EVENTS,
  ...MATCHING,
  ...FLAGS,
  ...SCHEDULER,
];
