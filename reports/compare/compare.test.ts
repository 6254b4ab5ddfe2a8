import { describe, expect, it } from 'vitest';
import type { KnownRun } from '../history/index.ts';
import { renderComparison } from '../render/compare.ts';
import { renderComparePage } from '../render/html/compare-page.ts';
import { HOSTILE } from '../testing/hostile.ts';
import { type MadeRun, madeRun } from '../testing/known-run.ts';
import { expectPublished } from '../testing/published.ts';
import { compareRuns } from './index.ts';

const factor = (slower: number) => (operation: string) => (operation === 'swipe' ? slower : 1);
const SLOW = { factor: factor(1.3) };
const run = (seed: number, made: MadeRun = {}): KnownRun => madeRun({ seed, ...made });
const pair = (seed: number, made: MadeRun = {}) =>
  compareRuns({ base: [run(2 * seed)], new: [run(2 * seed + 1, made)] });
const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
const regressed = (comparison: { conclusion: string }) => comparison.conclusion === 'regression';

describe('one run a side', () => {
  it('raises at most one false alarm in twenty between equal builds', () => {
    expect(seeds.filter((seed) => regressed(pair(seed))).length).toBeLessThanOrEqual(1);
  });

  it('tells a build apart in which one operation takes 60 % longer, also on a machine that became 40 % slower', () => {
    const found = seeds.slice(0, 6).map((seed) => pair(seed, { factor: factor(1.6), drift: seed % 2 === 0 ? 1.4 : 1 }));
    expect(found.filter(regressed).length).toBeGreaterThanOrEqual(5);
    for (const { headline } of found.filter(regressed)) expect(headline).toMatch(/^Regression: p\d+ of swipe \+/);
  });

  it('raises no alarm for a machine that became 40 % slower, and says that all slowed together', () => {
    const found = seeds.slice(0, 6).map((seed) => pair(seed, { drift: 1.4 }));
    expect(found.filter(regressed)).toEqual([]);
    expect(found[0]?.drift?.ratio.value).toBeCloseTo(1.4, 1);
    expect(found[0]?.drift?.change).toBe('too-few');
  });

  it('cannot say whether the machine or the build made everything three times slower', () => {
    const comparison = pair(1, { drift: 3 });
    expect(comparison.conclusion).toBe('incomparable');
    expect(comparison.headline).toMatch(/three runs a side can tell which/);
  });

  it('finds an operation that began to fail, and only that', () => {
    const comparison = pair(3, { errorRate: (operation) => (operation === 'sendChatMessage' ? 0.05 : 0) });
    expect(comparison.headline).toMatch(/^Regression: errors of sendChatMessage 0 % → \d/);
    expect(comparison.scopes.filter((scope) => scope.errors.change === 'regression').map((it) => it.operation)).toEqual(
      ['sendChatMessage', '', ''],
    );
  });

  it('calls a build that became faster an improvement', () => {
    const comparison = pair(4, { factor: factor(0.6) });
    expect(comparison.conclusion).toBe('no-regression');
    expect(comparison.scopes.find((scope) => scope.operation === 'swipe')?.latency[0]?.change).toBe('improvement');
  });

  it('gives the same answer for the same runs', () => {
    expect(pair(5, SLOW)).toEqual(pair(5, SLOW));
  });
});

describe('several runs a side', () => {
  const side = (from: number, made: MadeRun = {}) => [0, 1, 2].map((i) => run(100 + from + i, made));

  it('tell a build apart in which one operation takes 30 % longer, in nine of ten, and name it', () => {
    const found = seeds.slice(0, 10).map((i) => compareRuns({ base: side(6 * i), new: side(6 * i + 3, SLOW) }));
    expect(found.filter(regressed).length).toBeGreaterThanOrEqual(9);
    for (const { headline } of found.filter(regressed)) expect(headline).toMatch(/^Regression: p\d+ of swipe \+/);
  });

  it('find a slowdown of the whole build', () => {
    const comparison = compareRuns({ base: side(0), new: side(3, { drift: 1.4 }) });
    expect(comparison.headline).toMatch(/^Regression: everything together \+/);
  });

  it('let runs that differ by themselves raise no alarm', () => {
    const wild = { wobble: 0.15 };
    const alarms = [0, 6, 12, 18, 24].filter((from) =>
      regressed(compareRuns({ base: side(from, wild), new: side(from + 3, wild) })),
    );
    expect(alarms.length).toBeLessThanOrEqual(1);
  });
});

describe('only like with like', () => {
  const other = (record: NonNullable<MadeRun['record']>) =>
    compareRuns({ base: [run(1)], new: [run(2, { record })] }).headline;

  it.each([
    [{ workload: 'read-100k' }, 'workload: mixed-10k and read-100k'],
    [{ profile: 'full' }, 'profile: quick and full'],
    [{ scale: 0.5 }, 'scale: 0.1 and 0.5'],
    [{ target: 'staging' }, 'target: embedded and staging'],
    [{ machine: 'darwin arm64' }, 'machine: linux x64, 2 × Test CPU, 8 GiB and darwin arm64'],
    [{ machine: null }, 'machine: not written down'],
    [{ experiment: 'outage' }, 'experiment: none and outage'],
    [{ measured: false }, 'its load generator was not healthy'],
  ])('%j is another thing', (record, reason) => {
    expect(other(record)).toMatch(/^INCOMPARABLE: /);
    expect(other(record)).toContain(reason);
  });

  it('needs journeys in common, and samples', () => {
    const rename = ({ record, windows }: KnownRun): KnownRun => ({
      record,
      windows: windows.map((window) => ({ ...window, journey: `new-${window.journey}` })),
    });
    expect(compareRuns({ base: [run(1)], new: [rename(run(2))] }).headline).toContain(
      '0 % of the requests belong to journeys',
    );
    const empty = { ...run(2), windows: run(2).windows.slice(0, 0) };
    expect(compareRuns({ base: [run(1)], new: [empty] }).conclusion).toBe('incomparable');
    expect(compareRuns({ base: [run(1)], new: [run(1)] }).headline).toContain('is on both sides');
  });

  it('compares phase by phase where an experiment made phases', () => {
    const phases = ['baseline', 'recovery:outage'];
    const comparison = compareRuns({ base: [run(1, { phases })], new: [run(2, { phases })] });
    expect(comparison.scopes.filter((scope) => scope.journey === 'swipe').map((scope) => scope.phase)).toEqual(phases);
  });
});

it('keeps to its published schema, also where nothing can be told of a ratio', () => {
  const short = ({ record, windows }: KnownRun): KnownRun => ({
    record,
    windows: windows.filter((window) => window.journey !== 'voice' || window.atMs < 30_000),
  });
  const unknown = compareRuns({ base: [short(run(1))], new: [run(2)] });
  const ratios = unknown.scopes.map((scope) => scope.throughput.ratio);
  expect(ratios).toContainEqual({ value: null, low: 0, high: null });
  expect(renderComparePage(unknown)).not.toContain('NaN');
  const incomparable = compareRuns({ base: [run(1)], new: [run(1)] });
  expectPublished('compare', [unknown, pair(3, SLOW), pair(1, { drift: 3 }), incomparable]);
});

describe('the comparison page', () => {
  const named = (text: string) => {
    const rename = ({ record, windows }: KnownRun): KnownRun => ({
      record,
      windows: windows.map((it) => (it.operation === 'swipe' ? { ...it, operation: text, journey: text } : it)),
    });
    return compareRuns({ base: [rename(run(6))], new: [rename(run(7, SLOW))] });
  };

  it('is small, asks for nothing, and lets no name become markup', () => {
    const page = renderComparePage(named(HOSTILE));
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    expect(page).not.toMatch(/<(link|iframe|img|object|embed|base|form)\b/);
    const count = (text: string, tag: string) => text.split(`<${tag}`).length;
    const plain = renderComparePage(named('harmless'));
    for (const tag of ['script', 'svg', 'tr', 'li']) expect([tag, count(page, tag)]).toEqual([tag, count(plain, tag)]);
  });

  it('and the terminal say the conclusion first', () => {
    const comparison = named('swipe');
    const lines = renderComparison(comparison, { colour: false }).split('\n');
    expect(lines[1]).toBe(comparison.headline);
    expect(renderComparison(named(HOSTILE), { colour: false })).not.toContain('\u001b');
  });
});
