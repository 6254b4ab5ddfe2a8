/** How features are rolled out and taken back: phases and time budgets of the thorbis document, as data. Their criteria are in `lib/canary`. */

export interface CanaryPhase {
  readonly name: 'shadow' | 'canary_10_percent' | 'canary_50_percent' | 'full_rollout';
  /** Share of tenants or users, in percent. */
  readonly percentage: number;
  /** The least time to stay before the next phase, in hours. */
  readonly minHours: number;
}

export const CANARY_PHASES: readonly CanaryPhase[] = [
  { name: 'shadow', percentage: 0, minHours: 24 },
  { name: 'canary_10_percent', percentage: 10, minHours: 48 },
  { name: 'canary_50_percent', percentage: 50, minHours: 72 },
  { name: 'full_rollout', percentage: 100, minHours: 0 },
];

export interface RollbackStep {
  readonly does: string;
  readonly seconds: number;
}

/** The ways back, from the mildest; each with its steps and what they may take. */
export const ROLLBACK_TYPES = {
  gradual: [
    { does: 'pause new canary assignments', seconds: 60 },
    { does: 'halve the canary’s share', seconds: 120 },
    { does: 'watch for improvement', seconds: 1_800 },
    { does: 'take it back altogether if there is none', seconds: 120 },
  ],
  immediate: [
    { does: 'switch the feature off', seconds: 60 },
    { does: 'verify that it is off', seconds: 120 },
    { does: 'clear cached state of the feature', seconds: 60 },
    { does: 'restart the services concerned', seconds: 300 },
  ],
  kill_switch: [
    { does: 'use the kill-switch', seconds: 30 },
    { does: 'open circuit breakers', seconds: 60 },
    { does: 'watch closely', seconds: 60 },
    { does: 'isolate the services concerned', seconds: 120 },
  ],
} as const satisfies Record<string, readonly RollbackStep[]>;

export type RollbackType = keyof typeof ROLLBACK_TYPES;

/** What a roll-back of this type may take, in seconds: 35 min, 9 min, 4.5 min. */
export const rollbackBudget = (type: RollbackType): number =>
  ROLLBACK_TYPES[type].reduce((sum, { seconds }) => sum + seconds, 0);
