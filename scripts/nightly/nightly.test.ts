/** What a night does with its trend: the real command over a real history file, and the workflow's own step that opens the issue. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { writeBaseline } from '../../reports/baseline/index.ts';
import { DEFAULT_TOLERANCES } from '../../reports/baseline/tolerances.ts';
import { HistoryStore, type RunRecord } from '../../reports/history/index.ts';
import { madeNights } from '../../reports/testing/nights.ts';
import { trendSchema } from '../../reports/trend/schema.ts';
import { ROOT } from '../setup/places.mjs';
import { trendOfNight } from './trend.mjs';

const root = mkdtempSync(join(tmpdir(), 'loadgate-nightly-'));
afterAll(() => rmSync(root, { recursive: true }));
// A planted step is no news to whoever runs the tests.
beforeAll(() => void vi.spyOn(console, 'log').mockImplementation(() => {}));

/** Nights of two workloads; from the 21st on swipe takes 30 % longer, or not. */
const STEP = { swipe: (night: number) => (night >= 20 ? 1.3 : 1) };
const nightsOf = (made: { swipe?: (night: number) => number }) => [
  ...madeNights({ nights: 30, ...made }),
  ...madeNights({ nights: 30, seed: 2, record: { workload: 'read-100k' } }).map((run) => ({
    ...run,
    runId: `read-${run.runId}`,
  })),
];
let folders = 0;

/** The night's results, as its job finds them: the history up to and with this night. */
function night(at: number, records: readonly RunRecord[]) {
  const out = join(root, String(folders++));
  mkdirSync(out);
  const since = records[at]?.startedAt ?? Number.NaN;
  using store = new HistoryStore(join(out, 'history.sqlite'));
  for (const record of records) if (record.startedAt <= since) store.join({ record, windows: [] });
  return { out, since: new Date(since).toISOString(), baselines: join(out, 'baselines') };
}
const tell = (place: ReturnType<typeof night>) => {
  const code = trendOfNight(process.execPath, place);
  const read = (file: string) => readFileSync(join(place.out, file), 'utf8');
  return {
    code,
    json: trendSchema.parse(JSON.parse(read('trend.json'))),
    markdown: read('trend.md'),
    page: read('trend.html'),
  };
};

/** The nights after the step until it must have been told. */
const stepped = nightsOf(STEP);
const told: (ReturnType<typeof tell> & { place: ReturnType<typeof night> })[] = [];
beforeAll(() => {
  for (const at of [21, 22, 23]) {
    const place = night(at, stepped);
    told.push({ place, ...tell(place) });
  }
});
const failed = () => told.find(({ code }) => code === 10) ?? expect.fail('no night failed');

describe('the trend of a night', () => {
  it('fails once on a planted step, names it everywhere, and is silent about it the nights before and after', () => {
    expect(told.map(({ code }) => code).toSorted()).toEqual([0, 0, 10]);
    const { json, markdown, page } = failed();
    expect(json.news).toMatchObject([{ id: 'p50.swipe', runId: expect.stringMatching(/^night-(19|2[01])$/) }]);
    const [{ text } = expect.fail('no news')] = json.news;
    expect(text).toMatch(/^p50 of swipe \+\d+(\.\d)? % since night-/);
    for (const place of [page, markdown.replaceAll('\\', '')]) {
      expect(place.replaceAll('\u00a0', ' ')).toContain(text);
      expect(place).toMatch(/1970-01-2[0-2] 00:00 UTC/);
    }
    for (const { json, markdown } of told.filter((it) => it.code === 0)) {
      expect(json.news).toEqual([]);
      expect(markdown).toContain('no new change for the worse');
    }
  });

  it('passes steady nights', () => {
    expect(tell(night(22, nightsOf({}))).code).toBe(0);
  });

  it('passes where no run of this night joined, and where a run after the step was accepted', () => {
    const { place } = failed();
    const later = new Date(Date.parse(place.since) + 1).toISOString();
    expect(tell({ ...place, since: later }).code).toBe(0);
    const record = stepped[21] ?? expect.fail('no run');
    const accepted = { by: 'Ada', why: 'slower by design', at: '2026-09-01T08:00:00.000Z' };
    const baseline = join(root, 'accepted', 'mixed-10k-quick.json');
    writeBaseline(baseline, { record, windows: [] }, accepted, DEFAULT_TOLERANCES);
    expect(tell({ ...place, baselines: join(root, 'accepted') }).code).toBe(0);
  });

  it('does not pass where there is no history, and leaves no report of an earlier night', () => {
    const out = join(root, 'empty');
    mkdirSync(out);
    const files = ['trend.html', 'trend.json', 'trend.md'].map((file) => join(out, file));
    for (const file of files) writeFileSync(file, 'old');
    expect(trendOfNight(process.execPath, { out, since: '2026-09-01T08:00:00.000Z' })).toBe(2);
    expect(files.filter((file) => existsSync(file))).toEqual([]);
  });
});

describe('the issue', () => {
  const workflow = readFileSync(join(ROOT, '.github', 'workflows', 'nightly-baseline.yml'), 'utf8');
  const { jobs } = parse(workflow) as Record<'jobs', Record<'load' | 'tell', { if?: string; steps: Step[] }>>;
  interface Step {
    readonly run?: string;
    readonly with?: { readonly name?: string; readonly path?: string };
  }

  /** Runs the workflow's step with a `gh` that writes down what it is asked, and gives the artifact `trend` where there is one. */
  function issueOf(trend: string | null, open: string) {
    const dir = join(root, String(folders++));
    mkdirSync(join(dir, 'bin'), { recursive: true });
    if (trend !== null) writeFileSync(join(dir, 'artifact.md'), trend);
    const gh = `#!/usr/bin/env bash
case "$1 $2" in
  'run download') [ -f artifact.md ] && mkdir -p trend && cp artifact.md trend/trend.md ;;
  'issue list') echo '${open}' ;;
  *) printf '%s\\0' "$@" > asked ;;
esac`;
    writeFileSync(join(dir, 'bin', 'gh'), gh, { mode: 0o755 });
    const script = jobs.tell.steps.find((step) => step.run?.includes('gh issue'))?.run ?? expect.fail('no step');
    const PATH = [join(dir, 'bin'), process.env.PATH].join(delimiter);
    const env = {
      PATH,
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: 'abc',
      PROFILE: 'quick',
      LOAD: 'failure',
      HUNT: 'success',
      RUN: 'url',
    };
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-c', script], {
      cwd: dir,
      env,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    return readFileSync(join(dir, 'asked'), 'utf8').split('\0').slice(0, -1);
  }

  it('names the change point, whether it is a new one or one that is open', () => {
    const { markdown } = failed();
    const text = markdown.trimEnd();
    expect(text).toContain('p50 of swipe +');
    const [created, added] = [issueOf(markdown, ''), issueOf(markdown, '12')];
    expect(created.slice(0, 4)).toEqual(['issue', 'create', '--title', 'Nightly baseline: regression']);
    expect(added.slice(0, 3)).toEqual(['issue', 'comment', '12']);
    for (const body of [created.at(-1), added.at(-1)]) expect(body).toMatch(/^Load: failure\./);
    for (const body of [created.at(-1), added.at(-1)]) expect(body?.endsWith(text)).toBe(true);
  });

  it('is opened all the same where the trend was never told', () => {
    expect(issueOf(null, '').at(-1)).toMatch(/^Load: failure\. [^\n]*url$/);
  });

  it('is only of nights that failed, and reads what the load job keeps', () => {
    expect(jobs.tell.if).toBe('failure()');
    const kept = jobs.load.steps.find((step) => step.with?.name === 'trend');
    expect(kept?.with?.path).toBe('results/trend.md');
    expect(
      jobs.load.steps.some(
        (step) => step.run?.includes('GITHUB_STEP_SUMMARY') && step.run.includes('results/trend.md'),
      ),
    ).toBe(true);
  });
});
