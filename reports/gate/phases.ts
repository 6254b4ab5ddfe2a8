/** The phases of a launch, in order. */
export const PHASES = ['internal', 'beta', '25', '50', '75', '100', 'launched'] as const;
export type PhaseId = (typeof PHASES)[number];
