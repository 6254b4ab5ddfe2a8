import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf, type PhaseId } from './index.ts';
import { junit, type Launch } from './testing/deep-links.ts';
import { Bench, HOUR, incident, iso, itemOf, lastWindow, NOW } from './testing/judged.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench[Symbol.dispose]());

describe('what decides', () => {
  it('holds with 13 where only evidence lacks, and with 10 where something failed', () => {
    const lacking = bench.gateOf('beta', (launch) => {
      launch.signatures = [];
    });
    expect([lacking.decision, exitCodeOf(lacking)]).toEqual(['HOLD', 13]);
    const failed = bench.gateOf('beta', (launch) => {
      launch.junit.unit = junit(['limit'], 'limit');
    });
    expect([failed.decision, exitCodeOf(failed)]).toEqual(['HOLD', 10]);
  });

  it.each([
    [
      'nobody',
      (l: Launch) => {
        l.approvals = [];
      },
      'has not approved',
    ],
    [
      'another commit',
      (l: Launch) => {
        l.approvals = l.approvals.map((one) => ({ ...one, commit: 'c'.repeat(40) }));
      },
      'not this release',
    ],
    [
      'an earlier phase',
      (l: Launch) => {
        l.approvals = l.approvals.map((one) => ({ ...one, upTo: 'internal' }));
      },
      'up to internal only',
    ],
    [
      'long ago',
      (l: Launch) => {
        l.approvals = l.approvals.map((one) => ({ ...one, expires: iso(NOW - 60_000) }));
      },
      'expired',
    ],
    [
      'the author',
      (l: Launch) => {
        l.approvals = l.approvals.map((one) => ({ ...one, who: 'dev@example.com' }));
      },
      'is the author',
    ],
  ])('wants the approval of every role: %s is not enough', (_, plant, reason) => {
    const report = bench.gateOf('beta', plant);
    expect([report.decision, exitCodeOf(report)]).toEqual(['HOLD', 13]);
    expect(report.approvals[0]).toMatchObject({ verdict: 'no-evidence', reason: expect.stringContaining(reason) });
    expect(report.approvals[1]).toMatchObject({ role: 'security-lead', applies: false });
  });

  const waiver = (item: string, change: object = {}) => ({
    ...{
      item,
      owner: 'cto@example.com',
      reason: 'automated since',
      at: iso(NOW - HOUR),
      expires: iso(NOW + 24 * HOUR),
    },
    ...{ link: 'https://w.example.com/1', ...change },
  });
  const unsigned = (launch: Launch) => {
    launch.signatures = launch.signatures.filter((one) => one.item !== 'testing.smoke');
  };

  it('goes on with a waiver, and shows what it waived, by whom and until when', () => {
    const report = bench.gateOf('beta', (launch) => {
      unsigned(launch);
      launch.waivers = [waiver('testing.smoke')];
    });
    expect(report.decision).toBe('GO');
    expect(itemOf(report, 'testing.smoke')).toMatchObject({
      verdict: 'no-evidence',
      waiver: { owner: 'cto@example.com' },
    });
  });

  it('takes no waiver that has expired, nor one for what cannot be waived', () => {
    const expired = bench.gateOf('beta', (launch) => {
      unsigned(launch);
      launch.waivers = [
        waiver('testing.smoke', { at: iso(NOW - 40 * 24 * HOUR), expires: iso(NOW + 400 * 24 * HOUR) }),
      ];
    });
    expect([expired.decision, itemOf(expired, 'testing.smoke').reason]).toEqual([
      'HOLD',
      expect.stringContaining('the waiver of cto@example.com expired'),
    ]);
    const not = bench.gateOf('beta', (launch) => {
      launch.flags.flags = [];
      launch.waivers = [waiver('flag.exists'), waiver('flag.default'), waiver('flag.toggle')];
    });
    expect([not.decision, itemOf(not, 'flag.exists').reason]).toEqual([
      'HOLD',
      expect.stringContaining('it cannot be waived'),
    ]);
  });

  it.each<[string, PhaseId, (l: Launch) => void, string, number[], boolean]>([
    [
      'a security incident',
      '25',
      (l) => {
        l.incidents = [incident('P1', 'security')];
      },
      'security',
      [1, 3],
      false,
    ],
    [
      'corrupted data',
      '25',
      (l) => {
        l.incidents = [incident('P0', 'data-corruption')];
      },
      'data-corruption',
      [1, 4],
      false,
    ],
    [
      'a critical bug',
      '50',
      (l) => {
        l.incidents = [incident('P1', 'bug')];
      },
      'critical-bug',
      [1],
      false,
    ],
    [
      'slow answers',
      '75',
      (l) => {
        lastWindow(l).p95Ms = 1001;
      },
      'performance',
      [1],
      false,
    ],
    [
      'complaints',
      '25',
      (l) => {
        lastWindow(l).complaints = 6;
      },
      'confusion',
      [1],
      true,
    ],
    [
      'errors in a beta',
      '25',
      (l) => {
        lastWindow(l).errors = Math.ceil(lastWindow(l).requests * 0.03);
      },
      'high-error-rate',
      [1],
      false,
    ],
  ])('rolls back for %s, by the row of the matrix', (_, phase, plant, row, levels, noted) => {
    const report = bench.gateOf(phase, plant);
    expect([report.decision, report.matrix?.id]).toEqual(['ROLLBACK', row]);
    expect(report.rollback?.levels.map((one) => one.level)).toEqual(levels);
    expect(report.rollback?.note !== null).toBe(noted);
    if (row === 'data-corruption')
      expect(report.rollback?.levels[1]?.commands[0]).toBe('node scripts/migrate-database.js --down 003');
  });

  it('does not roll back for one failed request of ten, nor go on: it asks for more', () => {
    const report = bench.gateOf('beta', (launch) => {
      launch.observations = launch.observations.map((one) => ({ ...one, requests: 5, errors: 0 }));
      lastWindow(launch).errors = 1;
    });
    expect(report.triggers.find((one) => one.id === 'internal.rollback-errors')).toMatchObject({ state: 'suspected' });
    expect(report.decision).toBe('HOLD');
  });

  it('holds for an open minor bug where nobody may have complaints, and says what becomes of it', () => {
    const report = bench.gateOf('launched', (launch) => {
      launch.incidents = [incident('P2', 'bug')];
      unsigned(launch);
    });
    expect(report).toMatchObject({ decision: 'HOLD', matrix: { id: 'minor-bug', time: 'next day' }, rollback: null });
  });
});
