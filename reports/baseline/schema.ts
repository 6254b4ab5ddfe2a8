import { z } from 'zod';
import { checkSchema } from '../../lib/results/schema.ts';
import type { BaselineCheckDocument, BaselinesDocument } from './documents.ts';
import { baselineSchema } from './file.ts';

/** What `loadgate baseline show --json` prints; published as docs/schemas/baselines.schema.json. */
export const baselinesSchema: z.ZodType<BaselinesDocument> = z
  .strictObject({ schemaVersion: z.literal(1), baselines: z.array(baselineSchema) })
  .describe('Every accepted baseline (loadgate baseline show)');

/** What `loadgate baseline check --json` prints; published as docs/schemas/baseline-check.schema.json. */
export const baselineCheckSchema: z.ZodType<BaselineCheckDocument> = z
  .strictObject({
    schemaVersion: z.literal(1),
    run: z.string().min(1),
    baseline: z.string().min(1).describe('The run that was accepted.'),
    checks: z.array(checkSchema).describe('Empty: the runs cannot be compared, and the headline says why.'),
    headline: z.string().min(1).describe('One sentence for a person.'),
  })
  .describe('A run held against its baseline (loadgate baseline check)');
