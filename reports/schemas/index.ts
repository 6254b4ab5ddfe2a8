/** Every JSON document that has a published schema: docs/schemas/<name>.schema.json. A new one is one line here, then `npm run schemas`. */
import { z } from 'zod';
import { verdictSchema } from '../../lib/results/schema.ts';
import { baselineCheckSchema, baselinesSchema } from '../baseline/schema.ts';
import { canarySchema } from '../canary/schema.ts';
import { capacitySchema } from '../capacity/schema.ts';
import { comparisonSchema } from '../compare/schema.ts';
import { costAnalysisSchema, costSchema } from '../cost/schema.ts';
import { gateReportSchema } from '../gate/report.ts';
import { historySchema } from '../history/schema.ts';
import { checksSchema } from '../run-folder/schemas.ts';
import { trendSchema } from '../trend/schema.ts';

export const PUBLISHED = {
  'baseline-check': baselineCheckSchema,
  baselines: baselinesSchema,
  canary: canarySchema,
  capacity: capacitySchema,
  checks: checksSchema,
  compare: comparisonSchema,
  cost: costSchema,
  'cost-analysis': costAnalysisSchema,
  gate: gateReportSchema,
  history: historySchema,
  trend: trendSchema,
  verdict: verdictSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type PublishedName = keyof typeof PUBLISHED;

/** The text of the published file. */
export const schemaText = (name: PublishedName): string =>
  `${JSON.stringify(z.toJSONSchema(PUBLISHED[name], { target: 'draft-2020-12' }), null, 2)}\n`;
