import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf, PHASES } from './index.ts';
import { Bench, HOUR, iso, lastWindow } from './testing/judged.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench[Symbol.dispose]());

describe('the example of the document', () => {
  it.each(PHASES)('may enter %s once all before it is shown', (phase) => {
    const report = bench.gateOf(phase);
    expect([report.headline, report.decision]).toEqual([expect.stringMatching(/may enter/), 'GO']);
    expect(exitCodeOf(report)).toBe(0);
    expect(report.items.every((one) => one.verdict === 'pass')).toBe(true);
    expect(report.next?.commands[0]).toContain('loadgate flags set deeplinks.enabled ');
  });

  it('is taken back when 5 % of the requests fail at 25 %: flag OFF, within a minute, by this command', () => {
    const report = bench.gateOf('50', (launch) => {
      const window = lastWindow(launch);
      expect(window).toMatchObject({ phase: '25', requests: 62_500 });
      window.errors = Math.ceil(window.requests * 0.051);
    });
    expect(report).toMatchObject({
      decision: 'ROLLBACK',
      underWay: '25',
      matrix: { id: 'high-error-rate', severity: 'P0', method: 'Feature flag OFF', time: '1 min' },
      rollback: { levels: [{ level: 1, withinMinutes: 1 }], note: null },
      next: null,
    });
    expect(report.rollback?.levels[0]?.commands[0]).toBe(
      "loadgate flags kill deeplinks.enabled '5.1 % errors in 2026-11-20 23:00 UTC to 2026-11-21 11:00 UTC (62,500 requests), taken back at > 1 %' --confirm deeplinks.enabled --url https://api.example.com",
    );
    expect(report.rollback?.communication[0]).toContain('incidents channel');
    expect(exitCodeOf(report)).toBe(10);
  });

  it('starts again with the beta after a rollback: what went wrong before does not count for ever', () => {
    const report = bench.gateOf('25', (launch) => {
      const day = 24 * HOUR;
      const failed = { phase: '25' as const, requests: 60_000, errors: 3_100, p95Ms: 300, complaints: 9 };
      const beta = launch.observations.filter((one) => one.phase === 'beta');
      const from = Date.parse(beta[0]?.from ?? '');
      launch.observations.push({ ...failed, from: iso(from - day), to: iso(from - day / 2) });
    });
    expect(report.decision).toBe('GO');
  });
});
