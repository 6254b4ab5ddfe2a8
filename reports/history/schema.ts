import { z } from 'zod';
import type { HistoryDocument, RunRecord, Summary } from './record.ts';

const name = z.string().min(1);
const amount = z.number().min(0);
const latency = amount.nullable().describe('ms; null: no request.');

const summary: z.ZodType<Summary> = z
  .strictObject({
    journey: z.string(),
    operation: z.string(),
    phase: z.string(),
    requests: amount,
    rate: amount.describe('Requests a second.'),
    errors: amount,
    errorRate: amount,
    refused: amount,
    p50: latency,
    p95: latency,
    p99: latency,
    max: latency,
  })
  .describe('One scope; empty names stand for all.');

const record: z.ZodType<RunRecord> = z.strictObject({
  schemaVersion: z.literal(1),
  runId: name,
  startedAt: z.number().describe('Unix ms of the start of the load.'),
  workload: name,
  profile: name,
  scale: z.number().positive(),
  target: name,
  machine: name.nullable().describe('null: nobody wrote it down.'),
  experiment: name.nullable().describe('null: none.'),
  seed: z.number(),
  commit: z.string().nullable(),
  loadgate: z.string().nullable(),
  status: z.enum(['pass', 'fail', 'inconclusive']),
  headline: name,
  measured: z.boolean().describe('Whether the load generator was healthy.'),
  durationMs: amount,
  costPerUserDay: amount.nullable().describe('Dollars; null: nothing was counted, or nobody was active.'),
  summaries: z.array(summary),
});

/** What `loadgate history list --json` prints; published as docs/schemas/history.schema.json. */
export const historySchema: z.ZodType<HistoryDocument> = z
  .strictObject({ schemaVersion: z.literal(1), runs: z.array(record).describe('Oldest first.') })
  .describe('Every run that was kept (loadgate history list)');
