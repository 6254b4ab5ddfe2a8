import { z } from 'zod';
import type { Likeness } from '../history/index.ts';
import type { ToldNews, ToldRun, ToldSeries, ToldTrend, TrendDocument } from './document.ts';
import type { TrendChange } from './trend.ts';

const name = z.string().min(1);
const commit = z.string().nullable().describe('null: nobody wrote it down.');

const like: z.ZodType<Likeness> = z
  .strictObject({
    workload: name,
    profile: name,
    scale: z.number().positive(),
    target: name,
    machine: name.nullable(),
    experiment: name.nullable().describe('null: none.'),
  })
  .describe('What the runs of a series have in common.');

const run: z.ZodType<ToldRun> = z.strictObject({
  runId: name,
  startedAt: z.number().describe('Unix ms.'),
  commit,
  status: z.enum(['pass', 'fail', 'inconclusive']),
});

const change: z.ZodType<TrendChange> = z.strictObject({
  at: z.int().min(1).describe('Place in “runs” of the first run after the change, from 0.'),
  runId: name.describe('That run.'),
  commit,
  before: z.number().describe('Median of the runs up to the change before it.'),
  after: z.number().describe('Median of the runs up to the next change.'),
  change: z.number().nullable().describe('(after − before) ÷ before; null: it was nothing before.'),
  worse: z.boolean(),
});

const news: z.ZodType<ToldNews> = z.strictObject({
  like,
  id: name.describe('The figure, as in “series”.'),
  title: name,
  runId: name.describe('The first run after the change.'),
  startedAt: z.number().describe('When it began, Unix ms.'),
  commit,
  before: z.number(),
  after: z.number(),
  change: z.number().nullable().describe('(after − before) ÷ before; null: it was nothing before.'),
  text: name.describe('One sentence for a person.'),
});

const series: z.ZodType<ToldSeries> = z.strictObject({
  id: name.describe('p50, p95, rate, errorRate or cost, then journey or operation: “p50.swipe”.'),
  title: name,
  worse: z.enum(['higher', 'lower']).describe('Which way is worse.'),
  values: z
    .array(z.number().nullable())
    .describe('One for each run: ms, requests a second, a ratio, or dollars; null: the run does not know it.'),
  changes: z.array(change),
});

const trend: z.ZodType<ToldTrend> = z.strictObject({
  like,
  runs: z.array(run).min(1).describe('Oldest first.'),
  series: z.array(series),
});

/** What `loadgate trend --json` prints; published as docs/schemas/trend.schema.json. */
export const trendSchema: z.ZodType<TrendDocument> = z
  .strictObject({
    schemaVersion: z.literal(1),
    since: z.iso.datetime().nullable().describe('As --since said; null: nobody asked for news.'),
    news: z.array(news).describe('Changes for the worse that runs from then on brought to light: exit code 10.'),
    trends: z.array(trend).min(1).describe('The series with the newest run first.'),
  })
  .describe('What became of the figures of like runs (loadgate trend)');
