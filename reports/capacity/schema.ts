import { z } from 'zod';
import type { CapacityReport, Scalability, StepResult } from './analyse.ts';

const amount = z.number().min(0);
const unknown = 'null: not told by the target.';

const step: z.ZodType<StepResult> = z.strictObject({
  load: amount.describe('What was offered, in the unit of the report.'),
  throughput: amount.describe('Answered without an error, a second.'),
  requests: z.int().min(0),
  p95: amount.nullable().describe('ms; null: no request.'),
  errorRate: amount,
  lagP95: amount.nullable().describe('p95 of the generator’s own lag, ms; null: it reported none.'),
  cores: z.number().nullable().describe(`Cores that the backend used; ${unknown}`),
  loopLagP99Ms: amount.nullable().describe(`p99 of the lag of its event loop, ms; ${unknown}`),
  storePerSecond: z.number().nullable().describe(`Operations of the store a second; ${unknown}`),
  verdict: z.enum(['within', 'broken', 'unknown']),
  reason: z.string().min(1),
});

const scalability: z.ZodType<Scalability> = z
  .strictObject({
    lambda: z.number().describe('Throughput per unit of load without interference.'),
    sigma: z.number().describe('Contention: the share that is serialised.'),
    kappa: z.number().describe('Coherency: the cost of agreeing.'),
    peakLoad: amount.nullable().describe('Load at which throughput peaks; null: it only flattens, because kappa is 0.'),
    peakThroughput: z.number().describe('A second, at that load or in the limit.'),
    r2: z.number().max(1),
  })
  .describe('Fit of the Universal Scalability Law.');

/** What `capacity.json` and `loadgate capacity --json` hold; published as docs/schemas/capacity.schema.json. */
export const capacitySchema: z.ZodType<CapacityReport> = z
  .strictObject({
    schemaVersion: z.literal(1),
    workload: z.string().min(1),
    target: z.string().min(1),
    unit: z.enum(['users', 'visits/s', 'users and visits/s']),
    steps: z.array(step).min(1),
    capacity: z
      .strictObject({
        low: amount.nullable().describe('Last load that held; null: not even the first step.'),
        high: amount.nullable().describe('First load that did not; null: none was found.'),
        throughput: amount.nullable().describe('At the last load that held, a second.'),
      })
      .describe('The highest load within the objectives lies between these.'),
    usl: scalability.nullable().describe('null: too few steps, or throughput does not bend.'),
    bottleneck: z
      .enum(['generator', 'CPU', 'event loop', 'store or beyond', 'unknown'])
      .nullable()
      .describe('What gave way; null: nothing did.'),
    dollarsPerDay: amount.nullable().describe('A day at the highest load; null: nothing was priced.'),
  })
  .describe('What a target carries within its objectives (loadgate capacity)');
