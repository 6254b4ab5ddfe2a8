import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE } from '../../testing/hostile.ts';
import { expectPublished } from '../../testing/published.ts';
import { type GateReport, renderGateHtml, renderGateMarkdown, renderGateTerminal } from '../index.ts';
import { Bench, lastWindow, withoutSignature } from '../testing/judged.ts';

let bench: Bench;
const reports: Record<'go' | 'hold' | 'rollback', GateReport> = {} as never;
beforeAll(async () => {
  bench = await Bench.open();
  reports.go = bench.gateOf('25');
  reports.hold = bench.gateOf('25', withoutSignature('testing.smoke'));
  reports.rollback = bench.gateOf('50', (launch) => {
    lastWindow(launch).errors = lastWindow(launch).requests;
  });
});
afterAll(() => bench[Symbol.dispose]());

/** The report with every text that comes from a file replaced. */
function hostile(report: GateReport): GateReport {
  const swap = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => swap(one, key));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, swap(one, name)]));
    const kept = [
      'schemaVersion',
      'phase',
      'underWay',
      'decision',
      'verdict',
      'state',
      'severity',
      'decidedAt',
      'expires',
    ];
    return typeof value === 'string' && !kept.includes(key) ? HOSTILE : value;
  };
  return swap(report) as GateReport;
}

describe('a decision', () => {
  it('is told first, with what to do', () => {
    expect(renderGateTerminal(reports.go).split('\n')[0]).toBe('GO  Deep-link service may enter 25 % of users.');
    expect(renderGateTerminal(reports.hold)).toContain('? Manual smoke tests completed: nobody has signed for it');
    expect(renderGateTerminal(reports.rollback)).toMatch(
      /Now\n {2}P0 · .*\n {2}Level 1: .*\n {6}\$ loadgate flags kill deeplinks\.enabled/,
    );
    expect(renderGateMarkdown(reports.rollback)).toMatch(/```sh\nloadgate flags kill deeplinks\.enabled/);
    expect(renderGateHtml(reports.go)).toContain('<p class="word">GO</p>');
  });

  it('lists what passed only where it is asked for', () => {
    expect(renderGateTerminal(reports.hold)).not.toContain('Unit tests passing');
    expect(renderGateTerminal(reports.hold, { all: true })).toContain('✓ Unit tests passing: 3 tests passed');
  });

  it('is escaped wherever a file could have put markup', () => {
    for (const report of Object.values(reports)) {
      const page = renderGateHtml(hostile(report));
      expect(page).not.toMatch(/<img|<script|<\/script/i);
      const tags = (text: string) => (text.match(/<(tr|li|h3|div)\b/g) ?? []).length;
      expect(Math.abs(tags(page) - tags(renderGateHtml(report)))).toBeLessThanOrEqual(2 * report.items.length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the question
      expect(page + renderGateTerminal(hostile(report))).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/);
      const tables = renderGateMarkdown(hostile(report)).replace(/(`{3,})sh\n[\s\S]*?\n\1\n/g, '');
      expect(tables).not.toMatch(/<img|[^\\]\[x\]\(javascript/);
    }
  });

  it('keeps to its published schema', () => {
    expectPublished('gate', Object.values(reports), ['fix', 'waiver']);
  });
});
