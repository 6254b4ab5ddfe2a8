import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Launch } from './testing/deep-links.ts';
import { Bench, HOUR, incident, iso, itemOf, NOW } from './testing/judged.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench[Symbol.dispose]());

/** A release whose canary and control were compared, well unless `change` says otherwise. */
function compared(launch: Launch, change: object): void {
  launch.manifest.release.facts.comparedToControl = true;
  launch.canary = {
    ...{ schemaVersion: 1, flag: launch.manifest.release.flag, analysedAt: iso(NOW - HOUR), target: 'staging' },
    ...{ commit: launch.manifest.release.commit, verdict: 'pass', headline: 'no worse', rollback: null, ...change },
  };
}

describe('every item that is about flags and users', () => {
  const none =
    <K extends keyof Launch>(key: K, of: Launch[K]) =>
    (launch: Launch) => {
      launch[key] = of;
    };
  const flag = (change: object) => (launch: Launch) => {
    launch.flags.flags = launch.flags.flags.map((one) => ({ ...one, ...change }));
  };
  const window = (change: Partial<Launch['observations'][number]>) => (launch: Launch) => {
    launch.observations = launch.observations.map((one) => (one.phase === 'beta' ? { ...one, ...change } : one));
  };
  type Row = [kind: string, id: string, verdict: string, reason: RegExp, plant: (launch: Launch) => void];
  it.each<Row>([
    [
      'document',
      'flag.documented',
      'fail',
      /docs\/flags.md does not mention "other"/,
      (l) => {
        l.manifest.release.flag = 'other';
      },
    ],
    [
      'flag, unknown',
      'flag.exists',
      'fail',
      /knows no flag/,
      (l) => {
        l.flags.flags = [];
      },
    ],
    ['flag, old', 'flag.exists', 'no-evidence', /too long ago/, none('captured', NOW - 30 * HOUR)],
    [
      'flag, on by default',
      'flag.default',
      'fail',
      /is on where the flags cannot be read/,
      flag({ safeDefault: true }),
    ],
    ['flag, never toggled', 'flag.toggle', 'no-evidence', /its history shows no change/, flag({ history: [] })],
    ['flag, another share', 'beta.share', 'fail', /is canary for 50 %; beta users is 10 %/, flag({ rollout: 50 })],
    [
      'alerts not configured',
      'observability.alerts',
      'fail',
      /no alert on service_down/,
      (l) => {
        l.alerts.rules = l.alerts.rules.filter((one) => one !== 'service_down');
      },
    ],
    [
      'alerts active',
      'observability.quiet',
      'fail',
      /1 active alert, first: wallet/,
      (l) => {
        l.alerts.active = [{ id: 'a', severity: 'critical', title: 'wallet: error_rate' }];
      },
    ],
    [
      'migrations, not applied',
      'database.applied',
      'fail',
      /003_deep_links was not applied in staging/,
      (l) => {
        l.migrations = l.migrations.map((one) => ({ ...one, applied: [] }));
      },
    ],
    [
      'migrations, no backup',
      'database.backup',
      'fail',
      /no backup of production/,
      (l) => {
        l.migrations = l.migrations.map(({ backup: _, ...one }) => one);
      },
    ],
    [
      'migrations, no way back',
      'database.reverse',
      'fail',
      /has no way back/,
      (l) => {
        l.migrations = l.migrations.map(({ reverse: _, ...one }) => one);
      },
    ],
    ['metric', 'beta.p95', 'fail', /p95 510 ms, target < 500 ms/, window({ p95Ms: 510 })],
    ['metric, few requests', 'beta.errors', 'no-evidence', /too few to tell/, window({ requests: 20, errors: 0 })],
    [
      'metric, nothing observed',
      'beta.p95',
      'no-evidence',
      /was not observed/,
      (l) => {
        l.observations = l.observations.filter((one) => one.phase !== 'beta');
      },
    ],
    [
      'metric, a gap',
      'beta.errors',
      'no-evidence',
      /only 12 h of 24 h were observed/,
      (l) => {
        l.observations.splice(-2, 1);
      },
    ],
    [
      'stay',
      'beta.stay',
      'no-evidence',
      /48 h of 4 days/,
      (l) => {
        l.observations = l.observations.slice(-4);
      },
    ],
    [
      'incidents',
      'beta.security',
      'fail',
      /1 incident, first: INC-1 \(P2\) broken/,
      (l) => {
        l.incidents = [incident('P2', 'security', iso(NOW - HOUR))];
      },
    ],
    [
      'incidents, an old list',
      'beta.security',
      'no-evidence',
      /list of incidents ends on/,
      none('incidentsAsOf', NOW - 30 * HOUR),
    ],
    [
      'canary, worse than its control',
      '25.canary',
      'fail',
      /swipe is slower/,
      (l) => {
        compared(l, { verdict: 'fail', headline: 'swipe is slower', rollback: 'gradual' });
      },
    ],
    [
      'canary, on this machine',
      '25.canary',
      'no-evidence',
      /compared on embedded, not under real users/,
      (l) => {
        compared(l, { target: 'embedded' });
      },
    ],
    [
      'canary, inconclusive',
      '25.canary',
      'no-evidence',
      /too few/,
      (l) => {
        compared(l, { verdict: 'inconclusive', headline: 'too few' });
      },
    ],
    [
      'canary',
      '25.canary',
      'no-evidence',
      /canary and control were not compared/,
      (l) => {
        delete l.manifest.release.facts.comparedToControl;
      },
    ],
  ])('%s: %s is %s', (_, id, verdict, reason, plant) => {
    const phase = id.startsWith('25') ? '50' : '25';
    expect(itemOf(bench.gateOf(phase), id).verdict).toBe('pass');
    const report = bench.gateOf(phase, plant);
    expect(itemOf(report, id)).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
    expect(report.decision).not.toBe('GO');
  });
});
