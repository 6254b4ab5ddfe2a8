import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../history/index.ts';
import { renderTrendPage } from '../render/html/trend-page.ts';
import { renderTrends } from '../render/trend.ts';
import { renderTrendMarkdown } from '../render/trend-markdown.ts';
import { HOSTILE } from '../testing/hostile.ts';
import { type MadeNights, madeNights, NIGHT_MS } from '../testing/nights.ts';
import { expectPublished } from '../testing/published.ts';
import { changesBroughtToLight, type TrendNews, trendDocument, trendOf } from './index.ts';

const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
const stepAt = (at: number, size = 1.3, until = 1e9) => ({
  swipe: (night: number) => (night >= at && night < until ? size : 1),
});

/** What each night says of itself, as a nightly job that sees only the nights before it. */
function told(records: readonly RunRecord[], acceptedAt?: number): { night: number; news: TrendNews }[] {
  return records.flatMap((run, night) =>
    changesBroughtToLight(trendOf(records.slice(0, night + 1)), run.startedAt, acceptedAt).map((news) => ({
      night,
      news,
    })),
  );
}
const nights = (made: MadeNights) => told(madeNights(made));
const ofSwipe = (all: ReturnType<typeof told>) => all.filter(({ news }) => news.metric.id === 'p50.swipe');

describe('what a night brings to light', () => {
  it('is a planted step, once, within four nights, at its place', () => {
    for (const seed of seeds) {
      const found = ofSwipe(nights({ nights: 32, seed, ...stepAt(20) }));
      expect([seed, found.length]).toEqual([seed, 1]);
      const [{ night, news } = expect.fail('nothing')] = found;
      expect(night).toBeGreaterThanOrEqual(20);
      expect(night).toBeLessThanOrEqual(24);
      expect(Math.abs(news.change.at - 20)).toBeLessThanOrEqual(2);
      expect(news.change.change).toBeCloseTo(0.3, 0);
    }
  });

  it('is nothing in steady nights, in at least 9 of 10 histories of 60 nights', () => {
    expect(seeds.filter((seed) => nights({ nights: 60, seed }).length > 0).length).toBeLessThanOrEqual(1);
  });

  it('is no improvement, and nothing of a night that was five times as slow', () => {
    expect(ofSwipe(nights({ nights: 40, ...stepAt(20, 0.7) }))).toEqual([]);
    expect(ofSwipe(nights({ nights: 40, ...stepAt(20, 5, 21) }))).toEqual([]);
  });

  it('is told again where it came back after it was gone, and where it became worse again', () => {
    const twice = (night: number) => (night < 20 || (night >= 30 && night < 40) ? 1 : 1.3);
    expect(ofSwipe(nights({ nights: 55, swipe: twice })).map(({ night }) => Math.floor(night / 10))).toEqual([2, 4]);
    const stairs = (night: number) => (night < 20 ? 1 : night < 35 ? 1.3 : 1.7);
    expect(ofSwipe(nights({ nights: 50, swipe: stairs })).map(({ night }) => Math.floor(night / 5))).toEqual([4, 7]);
  });

  it('is over where a run after it was accepted', () => {
    const records = madeNights({ nights: 30, ...stepAt(20) });
    expect(ofSwipe(told(records, 23 * NIGHT_MS))).toEqual([]);
    expect(ofSwipe(told(records, 10 * NIGHT_MS))).toHaveLength(1);
  });

  it('is nothing on a night without a run of the series', () => {
    const records = madeNights({ nights: 40, ...stepAt(20) });
    const { night } = ofSwipe(told(records))[0] ?? expect.fail('nothing');
    const seen = trendOf(records.slice(0, night + 1));
    expect(changesBroughtToLight(seen, (night + 1) * NIGHT_MS)).not.toEqual([]);
    expect(changesBroughtToLight(seen, (night + 2) * NIGHT_MS)).toEqual([]);
  });
});

describe('the news', () => {
  const newsOf = (name?: string) => {
    const record = name === undefined ? {} : { workload: name, machine: name, runId: name, commit: name };
    const records = madeNights({ nights: 24, ...stepAt(20), record });
    const trend = trendOf(records);
    const news = changesBroughtToLight(trend, 20 * NIGHT_MS);
    expect(news.map((it) => it.metric.id)).toEqual(['p50.swipe']);
    return { trend, news };
  };

  it('names figure, size, run and date on the page, in the summary, in the terminal and for scripts', () => {
    const { trend, news } = newsOf();
    const [{ run } = expect.fail('no run')] = news;
    const text = new RegExp(
      `p50 of swipe \\+(2[5-9]|3[0-5])(\\.\\d)? % since ${run.runId} \\(1\\.\\d+ ms → [12](\\.\\d+)? ms\\)`,
    );
    const date = new Date(run.startedAt).toISOString().slice(0, 10);
    const page = renderTrendPage([trend], news);
    for (const word of ['>Slipping<', '1 figure moved for the worse: the newest runs brought it to light.'])
      expect(page).toContain(word);
    const [, added = ''] = /<h2>New<\/h2>(.*?)<\/ul>/s.exec(page) ?? [];
    expect(added.replaceAll('\u00a0', ' ')).toMatch(new RegExp(`${text.source} <small>${date} `));
    expect(renderTrendPage([trend])).not.toContain('<h2>New</h2>');
    const markdown = renderTrendMarkdown(news);
    expect(markdown.replaceAll('\\', '')).toMatch(text);
    expect(markdown).toContain(date);
    expect(renderTrends([trend], { colour: false, news })).toMatch(new RegExp(`\nNew:\n  ✗ ${text.source}`));
    expect(renderTrends([trend], { colour: false, news: [] })).toContain('No new change for the worse.');
    const document = trendDocument([trend], news, 20 * NIGHT_MS);
    expect(document).toMatchObject({
      since: '1970-01-21T00:00:00.000Z',
      news: [{ runId: run.runId }],
    });
    expect(document.news[0]?.text).toMatch(text);
    expectPublished('trend', [document]);
  });

  it('lets no name become markup', () => {
    const [hostile, plain] = [newsOf(HOSTILE), newsOf('harmless')];
    const count = (text: string, tag: string) => text.split(`<${tag}`).length;
    const pages = [hostile, plain].map(({ trend, news }) => renderTrendPage([trend], news));
    for (const tag of ['script', 'li', 'small', 'img'])
      expect([tag, count(pages[0] ?? '', tag)]).toEqual([tag, count(pages[1] ?? '', tag)]);
    const markdown = renderTrendMarkdown(hostile.news);
    expect(markdown).not.toMatch(/<(?!\/?code>)/);
    expect(markdown.split('\n').length).toBe(renderTrendMarkdown(plain.news).split('\n').length);
  });
});
