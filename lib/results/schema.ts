/** What `verdict.json` must hold, strictly. Node only: k6 bundles must not import this file (it carries zod). */
import { z } from 'zod';
import type { Verdict } from './verdict.ts';

const status = z.enum(['pass', 'fail', 'inconclusive']);

export const checkSchema = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['slo', 'invariant', 'recovery', 'generator', 'steady-state', 'budget', 'regression']),
  title: z.string().min(1),
  status,
  target: z.string().exactOptional(),
  measured: z.string().exactOptional(),
  value: z.number().exactOptional().describe('In the unit of the objective: ms for latency, a ratio for rates.'),
  objective: z.number().exactOptional(),
  headroom: z.number().exactOptional().describe('Share of the objective that is left; negative when breached.'),
  phase: z.string().exactOptional().describe('baseline, fault:<name> or recovery:<name>; absent: the measured window.'),
  reason: z.string().exactOptional(),
  advice: z.string().exactOptional(),
});

/** What `verdict.json` is; published as docs/schemas/verdict.schema.json. */
export const verdictSchema: z.ZodType<Verdict> = z
  .strictObject({
    schemaVersion: z.literal(1),
    runId: z.string().min(1),
    status,
    headline: z.string().min(1).describe('One sentence for a manager.'),
    checks: z.array(checkSchema),
  })
  .describe('Verdict of a loadgate run');
