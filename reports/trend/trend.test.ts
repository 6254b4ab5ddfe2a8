import { expect, it } from 'vitest';
import { renderTrendPage } from '../render/html/trend-page.ts';
import { renderTrends } from '../render/trend.ts';
import { HOSTILE } from '../testing/hostile.ts';
import { madeRun } from '../testing/known-run.ts';
import { expectPublished } from '../testing/published.ts';
import { seriesOf, trendDocument, trendOf } from './index.ts';

const NIGHT = 86_400_000;
const records = Array.from(
  { length: 30 },
  (_, night) =>
    madeRun({
      ...{ seed: night + 1, startedAt: (night + 1) * NIGHT, density: 0.2, wobble: 0.03 },
      factor: (operation) => (night >= 18 && operation === 'swipe' ? 1.3 : 1),
    }).record,
);

it('finds the night and the figure', () => {
  const { series } = trendOf(records);
  const swipe = series.find((it) => it.metric.id === 'p50.swipe');
  expect(swipe?.changes).toMatchObject([{ worse: true, at: expect.closeTo(18, -0.5) }]);
  expect(swipe?.changes[0]?.change).toBeCloseTo(0.3, 1);
  for (const other of ['p50.getProfile', 'p50.sendChatMessage', 'errorRate', 'cost'])
    expect([other, series.find((it) => it.metric.id === other)?.changes]).toEqual([other, []]);
});

it('keeps what is not alike apart, and leaves out runs that measured the generator', () => {
  const [a, b] = records;
  if (!a || !b) throw new Error('no records');
  const mixed = [
    a,
    { ...b, scale: 0.5 },
    { ...b, runId: 'saturated', measured: false },
    { ...b, runId: 'nowhere', machine: null },
  ];
  expect(seriesOf(mixed).map((group) => group.map((record) => record.scale))).toEqual([[0.5], [0.1]]);
});

it('a page marks each change, stays small, and lets no name become markup', () => {
  const named = (name: string) =>
    trendOf(records.map((record) => ({ ...record, workload: name, machine: name, runId: name, commit: name })));
  const page = renderTrendPage([named(HOSTILE)]);
  const plain = renderTrendPage([named('harmless')]);
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(page).toContain('>Slipping<');
  for (const tag of ['script', 'svg', 'li', 'figure'])
    expect([tag, page.split(`<${tag}`).length]).toEqual([tag, plain.split(`<${tag}`).length]);
  expect(page.match(/stroke="var\(--fail\)"/g)?.length).toBeGreaterThanOrEqual(2);
  expect(renderTrends([named(HOSTILE)], { colour: false })).not.toContain('\u001b');
});

it('gives scripts the same', () => {
  const [trend] = trendDocument([trendOf(records)]).trends;
  expect(trend?.runs).toHaveLength(30);
  expect(trend?.series.find((it) => it.id === 'p50.swipe')?.values).toHaveLength(30);
});

it('keeps to its published schema, also where a figure was nothing before', () => {
  const failing = records.map((record, night) => ({
    ...record,
    summaries: record.summaries.map((summary) => ({ ...summary, errorRate: night < 15 ? 0 : 0.02 })),
  }));
  const document = trendDocument([trendOf(records), trendOf(failing)]);
  const errors = document.trends[1]?.series.find((it) => it.id === 'errorRate');
  expect(errors?.changes).toMatchObject([{ at: 15, before: 0, after: 0.02, change: null, worse: true }]);
  expect(renderTrends([trendOf(failing)], { colour: false })).toContain(
    'Errors from nothing since made-16 (0 % → 2 %)',
  );
  expectPublished('trend', [document]);
});
