import { z } from 'zod';
import type { ComparedScope, Comparison, LatencyEffect, RatioEffect, ThroughputEffect } from './types.ts';

const amount = z.number().min(0);
const change = z
  .enum(['regression', 'improvement', 'none', 'too-few'])
  .describe('too-few: it was not tested, for lack of requests, windows or runs.');

const known = z
  .strictObject({ value: amount, low: amount, high: amount })
  .describe('new ÷ base with its 95 % interval.');
const unknown = z
  .strictObject({ value: z.null(), low: z.literal(0), high: z.null() })
  .describe('A ratio that nothing can tell: no figure, no upper bound.');

const ratioEffect: z.ZodType<RatioEffect> = z.strictObject({ base: amount, new: amount, ratio: known, change });

const throughput: z.ZodType<ThroughputEffect> = z
  .strictObject({ base: amount, new: amount, ratio: z.union([known, unknown]), change })
  .describe('Requests a second.');

const latency: z.ZodType<LatencyEffect> = z.strictObject({
  quantile: z.number().gt(0).lt(1),
  baseMs: amount,
  newMs: amount,
  raw: known.describe('As measured: the machine’s own mood included.'),
  adjusted: known
    .nullable()
    .describe('Beside what the other operations did in the same seconds; null: too few of them, or all requests.'),
  p: amount.max(1).nullable().describe('Chance of so large a slowdown between equal builds; null: not tested.'),
  change,
});

const scope: z.ZodType<ComparedScope> = z.strictObject({
  journey: z.string().describe('Empty: all.'),
  operation: z.string().describe('Empty: all.'),
  phase: z.string().describe('Empty: all.'),
  requests: z.strictObject({ base: z.int().min(0), new: z.int().min(0) }),
  latency: z.array(latency).describe('Empty: too few requests.'),
  errors: z
    .strictObject({ base: amount.max(1), new: amount.max(1), low: z.number(), high: z.number(), change })
    .describe('Rates, and the 95 % interval of their difference new − base.'),
  throughput,
});

/** What `loadgate compare --json` prints; published as docs/schemas/compare.schema.json. */
export const comparisonSchema: z.ZodType<Comparison> = z
  .strictObject({
    schemaVersion: z.literal(1),
    conclusion: z.enum(['no-regression', 'regression', 'incomparable']),
    headline: z.string().min(1).describe('One sentence for a person.'),
    base: z.array(z.string().min(1)).min(1).describe('Ids of the runs.'),
    new: z.array(z.string().min(1)).min(1),
    incomparable: z.array(z.string().min(1)).describe('Why nothing can be said; empty where something can.'),
    drift: ratioEffect
      .nullable()
      .describe(
        'What all operations did together at their fastest tenth, against the mean of both sides; null: too few operations.',
      ),
    scopes: z.array(scope),
    costPerUserDay: ratioEffect.nullable().describe('Dollars for one user on one day; null: a side does not know it.'),
    notes: z.array(z.string().min(1)),
  })
  .describe('Comparison of the runs of two builds (loadgate compare)');
