import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cohortsOf } from '../../lib/canary/index.ts';
import { rngFor } from '../../lib/random/index.ts';
import { RUN_FILES } from '../../lib/results/index.ts';
import { canaryAnalysisSchema } from '../gate/evidence/canary.ts';
import { expectPublished } from '../testing/published.ts';
import { SamplesWriter } from '../testing/samples-writer.ts';
import { analyseCanary, type Measured } from './analyse.ts';
import { type CohortCalls, readCohorts } from './cohorts.ts';

const SPLIT = { flag: 'invoices.write', percent: 20 };
const GOOD: Measured = { customer_satisfaction: 0.96, support_ticket_increase: 0.02, critical_errors: 0 };

/** Calls of one operation with log-normal latencies around `ms`, from a seed. */
function calls(
  cohort: CohortCalls['cohort'],
  n: number,
  { ms = 20, errors = 0, operation = 'swipe', seed = 1 } = {},
): CohortCalls {
  const rng = rngFor(seed, `${cohort} ${operation}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  const latency = Array.from({ length: n }, () => [Math.round(ms * Math.exp(0.5 * normal()) * 10) / 10, 1] as const);
  return { cohort, operation, requests: n, errors, latency };
}
const analyse = (all: readonly CohortCalls[], measured: Measured = GOOD) =>
  analyseCanary({ split: SPLIT, calls: all, measured, target: 'staging', commit: null, now: 0 });

describe('a canary', () => {
  it.each<[string, readonly CohortCalls[], Measured, string, RegExp, string | null]>([
    [
      'as good as its control',
      [calls('canary', 1000), calls('control', 4000)],
      GOOD,
      'pass',
      /no worse than its control/,
      null,
    ],
    [
      'with 3 % errors',
      [calls('canary', 1000, { errors: 40 }), calls('control', 4000, { errors: 160 })],
      GOOD,
      'fail',
      /Roll back: error_rate is 4 %/,
      'immediate',
    ],
    [
      'with more errors than its control',
      [calls('canary', 2000, { errors: 9 }), calls('control', 8000)],
      GOOD,
      'fail',
      /swipe fails in|all operations fails in/,
      'gradual',
    ],
    [
      'slower than its control',
      [calls('canary', 1000, { ms: 28 }), calls('control', 4000)],
      GOOD,
      'fail',
      /swipe is slower in \d+(\.\d+)? % of pairs/,
      'gradual',
    ],
    [
      'slower than its criterion',
      [calls('canary', 1000, { ms: 900 }), calls('control', 4000, { ms: 900 })],
      GOOD,
      'fail',
      /latency_p95 is/,
      null,
    ],
    [
      'with critical errors',
      [calls('canary', 1000), calls('control', 4000)],
      { ...GOOD, critical_errors: 2 },
      'fail',
      /critical_errors is 2/,
      'kill_switch',
    ],
    [
      'with unhappy users',
      [calls('canary', 1000), calls('control', 4000)],
      { ...GOOD, customer_satisfaction: 0.8 },
      'fail',
      /customer_satisfaction is 80 %/,
      'gradual',
    ],
    [
      'whose users nobody asked',
      [calls('canary', 1000), calls('control', 4000)],
      {},
      'inconclusive',
      /not measured.*customer_satisfaction, support_ticket_increase/,
      null,
    ],
    [
      'with too few requests',
      [calls('canary', 30), calls('control', 4000)],
      GOOD,
      'inconclusive',
      /30 requests of the canary .* are too few/,
      null,
    ],
    [
      'with too few for its error criterion',
      [calls('canary', 200), calls('control', 4000)],
      GOOD,
      'inconclusive',
      /error_rate/,
      null,
    ],
    ['with no control', [calls('canary', 1000)], GOOD, 'inconclusive', /0 of the control are too few/, null],
  ])('%s', (_, all, measured, verdict, headline, rollback) => {
    expect(analyse(all, measured)).toMatchObject({ verdict, headline: expect.stringMatching(headline), rollback });
  });

  it('that is equal to its control is called worse in at most 1 of 100 comparisons, and one that is 40 % slower in 99', () => {
    const worse = (ms: number) =>
      Array.from({ length: 200 }, (_, seed) =>
        analyse([calls('canary', 800, { ms, seed }), calls('control', 1600, { seed: seed + 999 })]),
      ).filter((one) => one.verdict === 'fail').length;
    expect(worse(20)).toBeLessThanOrEqual(2);
    expect(worse(28)).toBeGreaterThanOrEqual(198);
  });

  it('keeps to its published schema, whatever is known of it', () => {
    expectPublished('canary', [
      analyse([calls('canary', 1000), calls('control', 4000)]),
      analyse([calls('canary', 1000, { ms: 900 }), calls('control', 4000)], { critical_errors: 2 }),
      analyse([calls('canary', 1000)], {}),
      analyse([], {}),
    ]);
  });

  it('is told in a form that the gate reads', () => {
    const read = canaryAnalysisSchema.parse(
      JSON.parse(JSON.stringify(analyse([calls('canary', 1000), calls('control', 4000)]))),
    );
    expect(read).toMatchObject({ flag: 'invoices.write', verdict: 'pass', rollback: null });
  });
});

it('is read from samples that are tagged by cohort, by the bucket that the backend uses', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loadgate-canary-'));
  try {
    const samples = new SamplesWriter(join(dir, RUN_FILES.samples));
    const cohortOf = cohortsOf({ flag: 'search', percent: 25 });
    let canary = 0;
    for (let n = 0; n < 400; n++) {
      const cohort = cohortOf(`u${n}`);
      if (cohort === 'canary') canary++;
      const tail = `,,swipe,swipe,${n % 10 === 0 ? 503 : 200},"cohort=${cohort}",`;
      samples.raw(`http_req_duration,1790000000000000000,${n % 7}.000000${tail}`);
    }
    samples.raw('http_req_duration,1790000000000000000,5.000000,,swipe,swipe,200,,');
    await samples.close();
    const found = await readCohorts(dir);
    expect(canary).toBeGreaterThan(60);
    expect(found.map(({ cohort, requests }) => [cohort, requests])).toEqual([
      ['canary', canary],
      ['control', 400 - canary],
    ]);
    expect(found.reduce((sum, one) => sum + one.errors, 0)).toBe(40);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
