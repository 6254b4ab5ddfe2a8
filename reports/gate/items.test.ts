import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { junit, type Launch } from './testing/deep-links.ts';
import { Bench, HOUR, iso, itemOf, NOW } from './testing/judged.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench[Symbol.dispose]());

describe('every item that is about the release', () => {
  const run = (change: Partial<Launch['runs'][number]>) => (launch: Launch) => {
    launch.runs = launch.runs.map((one) => ({ ...one, ...change }));
  };
  type Row = [kind: string, id: string, verdict: string, reason: RegExp, plant: (launch: Launch) => void];
  it.each<Row>([
    [
      'ci',
      'testing.integration',
      'fail',
      /1 test of "integration" failed, first: c checkout/,
      (l) => {
        l.junit.integration = junit(['checkout'], 'checkout');
      },
    ],
    [
      'ci, no file',
      'security.secrets',
      'no-evidence',
      /no JUnit results of CI job "secrets"/,
      (l) => {
        l.manifest.ci = l.manifest.ci.filter((one) => one.job !== 'secrets');
      },
    ],
    [
      'ci, another commit',
      'code.ci',
      'no-evidence',
      /are of cccccccccc, the release is aaaaaaaaaa/,
      (l) => {
        l.manifest.ci = l.manifest.ci.map((one) => ({ ...one, commit: 'c'.repeat(40) }));
      },
    ],
    [
      'ci, too old',
      'testing.unit',
      'no-evidence',
      /too old/,
      (l) => {
        l.manifest.ci = l.manifest.ci.map((one) => ({ ...one, at: iso(NOW - 15 * 24 * HOUR) }));
      },
    ],
    [
      'ci, no such test',
      'security.signatures',
      'no-evidence',
      /no test with "signature" in its name ran/,
      (l) => {
        l.junit.unit = junit(['limit']);
      },
    ],
    [
      'ci, an empty suite',
      'testing.unit',
      'no-evidence',
      /no test ran/,
      (l) => {
        l.junit.unit = junit([]);
      },
    ],
    [
      'ci, a suite that broke',
      'testing.unit',
      'fail',
      /without a test case/,
      (l) => {
        l.junit.unit = '<testsuite name="x" tests="0" errors="1"/>';
      },
    ],
    ['capacity', 'testing.load', 'fail', /mixed-10k on staging.*the run is a fail/, run({ status: 'fail' })],
    [
      'capacity, inconclusive',
      'testing.load',
      'no-evidence',
      /the run is a inconclusive/,
      run({ status: 'inconclusive' }),
    ],
    [
      'capacity, embedded',
      'testing.load',
      'no-evidence',
      /embedded backend.*says nothing about how production scales/,
      run({ target: 'embedded' }),
    ],
    [
      'capacity, emulators',
      'testing.load',
      'no-evidence',
      /emulators, which neither scale/,
      run({ target: 'emulators' }),
    ],
    ['capacity, short', 'testing.load', 'no-evidence', /quick profile is too short/, run({ profile: 'quick' })],
    [
      'capacity, small',
      'testing.load',
      'no-evidence',
      /scale 0.5 is less than the launch needs, 1/,
      run({ scale: 0.5 }),
    ],
    ['capacity, another commit', 'testing.load', 'no-evidence', /are of cccccccccc/, run({ commit: 'c'.repeat(40) })],
    ['benchmark', 'code.performance', 'fail', /the run is a fail/, run({ status: 'fail', target: 'embedded' })],
    ['budget', 'cost.budget', 'fail', /\$46\.00 a day at 100,000 users.*budget \$45\.00/, run({ dollarsAt100k: 46 })],
    [
      'budget, no run',
      'cost.budget',
      'no-evidence',
      /says what a day of 100,000 users costs/,
      run({ commit: 'c'.repeat(40) }),
    ],
    [
      'signed',
      'testing.smoke',
      'no-evidence',
      /nobody has signed/,
      (l) => {
        l.signatures = l.signatures.filter((one) => one.item !== 'testing.smoke');
      },
    ],
    [
      'signed by one of two',
      'code.review',
      'no-evidence',
      /1 of 2 signatures/,
      (l) => {
        l.signatures = l.signatures.filter((one) => one.who !== 'bob@example.com');
      },
    ],
    [
      'signed by the author',
      'code.review',
      'no-evidence',
      /dev@example.com is the author and cannot sign/,
      (l) => {
        l.signatures = l.signatures.map((one) =>
          one.who === 'bob@example.com' ? { ...one, who: 'dev@example.com' } : one,
        );
      },
    ],
    [
      'signed, expired',
      'testing.smoke',
      'no-evidence',
      /that of ada@example.com expired on/,
      (l) => {
        l.signatures = l.signatures.map((one) => ({ ...one, expires: iso(NOW - HOUR) }));
      },
    ],
    [
      'signed for ever',
      'testing.smoke',
      'no-evidence',
      /expired on 2026-11-19/,
      (l) => {
        l.signatures = l.signatures.map((one) => ({
          ...one,
          at: iso(NOW - 92 * 24 * HOUR),
          expires: iso(NOW + 900 * 24 * HOUR),
        }));
      },
    ],
  ])('%s: %s is %s', (_, id, verdict, reason, plant) => {
    const phase = id.startsWith('25') ? '50' : '25';
    expect(itemOf(bench.gateOf(phase), id).verdict).toBe('pass');
    const report = bench.gateOf(phase, plant);
    expect(itemOf(report, id)).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
    expect(report.decision).not.toBe('GO');
  });

  it('has a planted fault above for every kind that the shipped gate uses', () => {
    const kinds = new Set(bench.config.checklist.flatMap(({ items }) => items.map((one) => one.check.kind)));
    for (const { entry, success } of bench.config.phases)
      for (const { check } of [...entry, ...success]) kinds.add(check.kind);
    expect([...kinds].sort()).toEqual([
      'alerts-configured',
      'alerts-quiet',
      'budget',
      'canary',
      'ci',
      'document',
      'flag',
      'incidents',
      'metric',
      'migrations',
      'run',
      'signed',
      'stay',
    ]);
  });
});
