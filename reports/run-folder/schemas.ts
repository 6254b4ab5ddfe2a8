import { z } from 'zod';
import type {
  BillingCounts,
  FinalState,
  InvariantFindings,
  RunVersions,
  TimelineRecord,
} from '../../lib/results/index.ts';
import { checkSchema } from '../../lib/results/schema.ts';

const amount = z.number().min(0);

export const billingSchema: z.ZodType<BillingCounts> = z.strictObject({
  schemaVersion: z.literal(1),
  rows: z.array(
    z.strictObject({ feature: z.string(), operation: z.string(), reads: amount, writes: amount, deletes: amount }),
  ),
  process: z.strictObject({ cpuSeconds: amount.exactOptional(), storedBytes: amount.exactOptional() }).exactOptional(),
});

const figures = ['accepted', 'refused', 'failed', 'recovered', 'refunded', 'escalated'] as const;
const hardeningRow = z.strictObject({
  system: z.string(),
  ...(Object.fromEntries(figures.map((figure) => [figure, amount.exactOptional()])) as Record<
    (typeof figures)[number],
    z.ZodExactOptional<typeof amount>
  >),
});

export const finalStateSchema: z.ZodType<FinalState> = z.looseObject({
  schemaVersion: z.literal(1),
  hardening: z.array(hardeningRow).exactOptional(),
  ledger: z
    .strictObject({
      entries: amount,
      sum: z.number(),
      unbalanced: amount,
      wallets: z.strictObject({ count: amount, total: z.number(), negative: amount }),
      mismatches: amount,
    })
    .exactOptional(),
  events: z.strictObject({ counted: amount, distinct: amount.exactOptional() }).exactOptional(),
});

export const versionsSchema: z.ZodType<RunVersions> = z.looseObject({
  schemaVersion: z.literal(1),
  loadgate: z.string(),
  commit: z.string().nullable(),
  node: z.string(),
  k6: z.string(),
  machine: z.looseObject({
    platform: z.string(),
    arch: z.string(),
    cpuModel: z.string(),
    cpus: z.int().min(1),
    memoryBytes: amount,
  }),
});

export const timelineRecordSchema: z.ZodType<TimelineRecord> = z.strictObject({
  at: z.number(),
  kind: z.enum(['run', 'phase', 'flag', 'fault', 'probe', 'note']),
  name: z.string(),
  detail: z.record(z.string(), z.unknown()).exactOptional(),
});

const historyRecord = z.strictObject({
  id: z.string(),
  user: z.string(),
  operation: z.string(),
  key: z.string().nullable(),
  attempt: z.int(),
  invokedAt: z.number(),
  completedAt: z.number().nullable(),
  outcome: z.enum(['ok', 'fail', 'info']),
  code: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  request: z.record(z.string(), z.unknown()),
  response: z.record(z.string(), z.unknown()).exactOptional(),
});

export const invariantsSchema: z.ZodType<InvariantFindings> = z.strictObject({
  schemaVersion: z.literal(1),
  operations: amount,
  documents: amount,
  findings: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      source: z.string(),
      status: z.enum(['pass', 'fail', 'inconclusive', 'not-concerned']),
      checked: amount,
      violationCount: amount,
      violations: z.array(
        z.strictObject({ message: z.string(), operations: z.array(historyRecord), operationCount: amount }),
      ),
      reason: z.string().exactOptional(),
    }),
  ),
});

/** What `checks.json` holds; published as docs/schemas/checks.schema.json. */
export const checksSchema = z.array(checkSchema).describe('What others judged of a run (checks.json)');
