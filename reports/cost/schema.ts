import { z } from 'zod';
import type { CostAnalysis } from './analyse.ts';
import type { Attribution, Share } from './attribution.ts';
import type { Budget } from './budgets.ts';
import type { CostDifference, OperationDifference } from './difference.ts';
import type { Bill, CostItem } from './price.ts';
import type { CostReport, Projection } from './report.ts';
import type { Assumptions } from './usage.ts';

const amount = z.number().min(0);
const dollars = amount.describe('Dollars.');
const users = z.int().min(1);
const name = z.string().min(1);

const item: z.ZodType<CostItem> = z.strictObject({
  group: z.enum(['firestore', 'functions', 'storage', 'egress']),
  driver: name.describe('What drives it, such as “swipe writes”.'),
  amount,
  unit: name,
  cost: dollars,
});

const bill: z.ZodType<Bill> = z.strictObject({ items: z.array(item), total: dollars });

const budget: z.ZodType<Budget> = z
  .strictObject({ users, firestore: dollars, functions: dollars, storage: dollars, total: dollars })
  .describe('What the source document expected, dollars a day.');

const projection: z.ZodType<Projection> = z.strictObject({
  users: users.describe('A day.'),
  total: dollars,
  totalWithFreeTier: dollars,
  groups: z.strictObject({ firestore: dollars, functions: dollars, storage: dollars, egress: dollars }),
  drivers: z.array(item).describe('The dearest first.'),
  budget,
});

const assumptions: z.ZodType<Assumptions> = z
  .strictObject({
    activeMinutesPerUserDay: amount,
    vcpus: amount,
    memoryGib: amount,
    concurrency: amount,
    utilization: amount,
    cpuSecondsPerRequest: amount,
  })
  .describe('What a run cannot measure.');

const report: z.ZodType<CostReport> = z.strictObject({
  schemaVersion: z.literal(1),
  runId: name,
  region: name,
  regionTitle: name,
  asOf: z.iso.date().describe('Date of the prices.'),
  sources: z.array(z.strictObject({ what: name, url: z.url(), checked: z.iso.date() })),
  freeTier: z.boolean().describe('Whether it is taken off.'),
  assumptions,
  test: bill.describe('What this test would have cost.'),
  day: bill.describe('This load held for 24 hours.'),
  basis: name.nullable().describe('What a user’s day is taken from; null: nobody was active.'),
  projections: z.array(projection).describe('Empty where nobody was active.'),
  notes: z.array(name).describe('What the figures leave out.'),
});

/** What `cost.json` of a run folder holds; published as docs/schemas/cost.schema.json. */
export const costSchema: z.ZodType<CostReport | null> = report
  .nullable()
  .describe('What a run would cost (cost.json); null: nothing counted what the store would bill');

const shares: z.ZodType<readonly Share[]> = z
  .array(z.strictObject({ name, dollars: dollars.describe('A day of 100,000 users.') }))
  .describe('The dearest first.');

const attribution: z.ZodType<Attribution> = z.strictObject({
  features: shares,
  journeys: shares.describe('What no request causes is “background”.'),
});

const perCall = z.strictObject({ reads: z.number(), writes: z.number(), deletes: z.number() });
const operation: z.ZodType<OperationDifference> = z.strictObject({
  operation: name,
  dollars: z.number().describe('A day; negative: it became cheaper.'),
  perCall: perCall
    .nullable()
    .describe('Billed operations that one call does more, or less; null: no call causes it, or one run has none.'),
});

const difference: z.ZodType<CostDifference> = z.strictObject({
  users,
  before: dollars.describe('Dollars a day.'),
  after: dollars.describe('Dollars a day.'),
  operations: z.array(operation).describe('The largest changes first.'),
  sentence: name.describe('For a person.'),
});

/** What `loadgate cost --json` prints; published as docs/schemas/cost-analysis.schema.json. */
export const costAnalysisSchema: z.ZodType<CostAnalysis> = z
  .strictObject({
    schemaVersion: z.literal(1),
    measured: report,
    supposed: report.nullable().describe('As it might be; null: nothing was asked to be different.'),
    notes: z.array(name).describe('What was changed, and what was assumed in doing so.'),
    shares: attribution.nullable().describe('Who causes it, as supposed; null: nobody was active.'),
    difference: difference.nullable().describe('Against --against, as supposed; null: no run was named.'),
  })
  .describe('What a run costs, and would cost were things different (loadgate cost)');
