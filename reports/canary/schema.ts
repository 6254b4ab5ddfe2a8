import { z } from 'zod';
import { CANARY_METRICS } from '../../lib/canary/index.ts';
import type { CanaryAnalysis, CheckedCriterion } from './analyse.ts';
import type { CohortFigures, Comparison } from './compare.ts';

const amount = z.number().min(0);

const criterion: z.ZodType<CheckedCriterion> = z.strictObject({
  metric: z.enum(CANARY_METRICS),
  comparison: z.enum(['<', '<=', '>', '>=']),
  value: z.number().describe('Rates are shares from 0 to 1, latency_p95 is ms, critical_errors a count.'),
  measured: z.number().nullable().describe('null: nobody measured it.'),
  holds: z.boolean().nullable().describe('null: not measured, or too few samples to tell.'),
});

const figures: z.ZodType<CohortFigures> = z.strictObject({
  requests: z.int().min(0),
  errors: amount,
  errorRate: amount,
  p95: amount.nullable().describe('ms; null: no request.'),
});

const comparison: z.ZodType<Comparison> = z.strictObject({
  operation: z.string().min(1).nullable().describe('null: all operations together.'),
  canary: figures,
  control: figures,
  errors: z
    .strictObject({ difference: z.number(), low: z.number(), high: z.number() })
    .describe('Of the canary’s error rate over the control’s, with its 95 % interval.'),
  latency: z.strictObject({
    superiority: amount
      .max(1)
      .describe('Chance that a call of the canary takes longer than one of the control; 0.5: no difference.'),
    p: amount.max(1).describe('Of the rank test.'),
  }),
  verdict: z.enum(['same', 'worse', 'better', 'too-few']),
});

/** What `loadgate canary analyse --json` prints; published as docs/schemas/canary.schema.json. The gate reads a part of it. */
export const canarySchema: z.ZodType<CanaryAnalysis> = z
  .strictObject({
    schemaVersion: z.literal(1),
    flag: z.string().min(1),
    percent: z.number().gt(0).lt(100).describe('Share of the users that the canary serves.'),
    analysedAt: z.iso.datetime(),
    target: z.enum(['embedded', 'emulators', 'staging']),
    commit: z.string().nullable().describe('null: the run does not say.'),
    verdict: z.enum(['pass', 'fail', 'inconclusive']),
    headline: z.string().min(1).describe('One sentence for a person.'),
    rollback: z
      .enum(['gradual', 'immediate', 'kill_switch'])
      .nullable()
      .describe('The way back that fits; null: none is asked for.'),
    success: z.array(criterion).describe('All must hold before it grows.'),
    rollbackCriteria: z.array(criterion).describe('Any one takes it back.'),
    overall: comparison,
    operations: z.array(comparison).describe('The largest differences of latency first.'),
  })
  .describe('A canary against its control (loadgate canary analyse)');
