import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  baselineCheckDocument,
  baselinePath,
  baselinesDocument,
  checkBaseline,
  evidenceOf,
  readBaseline,
  writeBaseline,
} from '../baseline/index.ts';
import { DEFAULT_TOLERANCES } from '../baseline/tolerances.ts';
import { HistoryStore } from '../history/index.ts';
import { type MadeRun, madeRun } from '../testing/known-run.ts';
import { expectPublished } from '../testing/published.ts';
import { regressionOf } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'loadgate-regression-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const NIGHT = 86_400_000;
const ACCEPTED = { by: 'Ada', why: 'first quiet week', at: '2026-09-01T08:00:00.000Z' };

function place(accept: MadeRun | null = {}) {
  const dir = join(root, String(folders++));
  const sources = { history: join(dir, 'history.sqlite'), baselines: join(dir, 'baselines') };
  const path = baselinePath(sources.baselines, 'mixed-10k', 'quick');
  if (accept) writeBaseline(path, madeRun({ seed: 1, startedAt: 0, ...accept }), ACCEPTED, DEFAULT_TOLERANCES);
  return { ...sources, path };
}
const failed = ({ checks }: { checks: readonly { status: string; id: string }[] }) =>
  checks.filter((check) => check.status === 'fail').map((check) => check.id);

describe('against the baseline', () => {
  it('a run like it holds every tolerance, and the note says what it was held against', () => {
    const regression = regressionOf(madeRun({ seed: 2, startedAt: NIGHT }), place());
    expect(failed(regression)).toEqual([]);
    expect(regression.checks.map((check) => check.id)).toEqual(
      ['latency', 'errors', 'throughput', 'cost'].map((id) => `regression.baseline.${id}`),
    );
    expect(regression.note).toMatch(/^held against made-1, accepted by Ada: first quiet week; too few like runs/);
  });

  it.each([
    ['latency', { factor: (operation: string) => (operation === 'swipe' ? 1.8 : 1) }],
    ['errors', { errorRate: (operation: string) => (operation === 'swipe' ? 0.04 : 0) }],
    ['throughput', { density: 0.7 }],
    ['cost', { record: { costPerUserDay: 0.0006 } }],
  ])('a run that is worse in its %s fails on just that', (id, made) => {
    expect(failed(regressionOf(madeRun({ seed: 2, ...made }), place()))).toEqual([`regression.baseline.${id}`]);
  });

  it('what the commands print keeps to its published schema', () => {
    const { path } = place();
    const baseline = readBaseline(path) ?? expect.fail('no baseline');
    expectPublished('baselines', [baselinesDocument([baseline])]);
    const slow = { factor: (operation: string) => (operation === 'swipe' ? 1.8 : 1) };
    const other = { record: { machine: 'darwin arm64' } };
    const told = [slow, other].map((made) =>
      baselineCheckDocument(
        'made-2',
        baseline,
        checkBaseline(baseline, evidenceOf(path, baseline), madeRun({ seed: 2, ...made })),
      ),
    );
    expect(told.map(({ checks }) => checks.some((check) => check.status === 'fail'))).toEqual([true, false]);
    const optional = ['target', 'measured', 'value', 'objective', 'headroom', 'phase', 'reason', 'advice'];
    expectPublished('baseline-check', told, optional);
    expectPublished(
      'checks',
      told.map(({ checks }) => checks).filter((checks) => checks.length > 0),
      optional,
    );
  });

  it('no baseline is said, and decides only where one is required', () => {
    const sources = place(null);
    const run = madeRun({ seed: 2 });
    expect(regressionOf(run, sources)).toMatchObject({ checks: [], note: /no baseline was accepted/ });
    expect(regressionOf(run, { ...sources, required: true }).checks).toMatchObject([{ status: 'inconclusive' }]);
  });

  it('another machine is not compared', () => {
    const regression = regressionOf(madeRun({ seed: 2, record: { machine: 'darwin arm64' } }), place());
    expect(regression.checks).toEqual([]);
    expect(regression.note).toMatch(/^INCOMPARABLE: machine: /);
  });

  it('a baseline that was tampered with is never the same as none', () => {
    const sources = place();
    const { evidence } = readBaseline(sources.path) ?? expect.fail('no baseline');
    writeFileSync(join(sources.baselines, evidence.file), 'something else');
    const regression = regressionOf(madeRun({ seed: 2 }), sources);
    expect(regression.checks).toMatchObject([{ status: 'inconclusive', reason: /is not what .* was accepted on/ }]);
    writeFileSync(sources.path, readFileSync(sources.path, 'utf8').replace('"latency": 0.25', '"latency": "much"'));
    expect(regressionOf(madeRun({ seed: 2 }), sources).note).toMatch(/tolerances\.latency/);
  });
});

describe('against the series', () => {
  /** Nights before tonight, the last `slow` of which were slower by 12 %: within the tolerance of each, but for good. */
  function nights(slow: number) {
    const sources = place();
    using store = new HistoryStore(sources.history);
    for (let night = 1; night <= 20; night++) {
      store.join(
        madeRun({ seed: 50 + night, startedAt: night * NIGHT, density: 0.3, drift: night > 20 - slow ? 1.15 : 1 }),
      );
    }
    return { sources, tonight: madeRun({ seed: 99, startedAt: 21 * NIGHT, drift: slow > 0 ? 1.15 : 1 }) };
  }

  it('finds what each night alone does not show', () => {
    const { sources, tonight } = nights(8);
    const regression = regressionOf(tonight, sources);
    expect(failed(regression)).toEqual(['regression.trend']);
    expect(regression.checks.at(-1)?.measured).toMatch(/since made-6[2-4] /);
  });

  it('finds nothing in steady nights', () => {
    const { sources, tonight } = nights(0);
    expect(failed(regressionOf(tonight, sources))).toEqual([]);
  });

  it('an accepted change is over', () => {
    const { sources, tonight } = nights(8);
    writeBaseline(
      sources.path,
      madeRun({ seed: 65, startedAt: 15 * NIGHT, drift: 1.15 }),
      ACCEPTED,
      DEFAULT_TOLERANCES,
    );
    expect(failed(regressionOf(tonight, sources))).toEqual([]);
  });
});
