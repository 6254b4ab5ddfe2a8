import { z } from 'zod';

/** The part of a canary analysis that a gate decides from; `loadgate canary analyse --json` writes it. */
export const canaryAnalysisSchema = z.looseObject({
  schemaVersion: z.literal(1),
  flag: z.string().min(1),
  /** ISO date and time, read to Unix ms. */
  analysedAt: z.iso.datetime({ offset: true }).transform((value) => Date.parse(value)),
  target: z.enum(['embedded', 'emulators', 'staging', 'production']),
  commit: z.string().nullable(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  headline: z.string().min(1),
  /** The way back that a rollback criterion asks for; null: none. */
  rollback: z.enum(['gradual', 'immediate', 'kill_switch']).nullable(),
});
export type CanaryAnalysis = z.infer<typeof canaryAnalysisSchema>;
