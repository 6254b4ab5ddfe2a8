import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from '../testing/hostile.ts';
import { reportNamed } from '../testing/report.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

const report = reportNamed('swipe-outage');

describe('terminal summary', () => {
  const text = renderTerminal(report, { colour: false });

  it('begins with the verdict, then shows each objective with target, measured and headroom', () => {
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines[0]).toMatch(/^No-go: /);
    expect(lines[1]).toMatch(/objective \(outside of faults\) +target +measured +headroom$/);
    expect(text).toMatch(/^✓ {2}p95 of voice +< 2 s +5 ms +99\.8 %$/m);
    expect(text).toMatch(/^Load +\d[\d,.]*\/s, /m);
    expect(text).toMatch(/^Errors +30 \(.* %.*\): swipe-outage 30$/m);
    expect(text).toMatch(/^Refused +20 by design: swipe-outage 20$/m);
    expect(text).toMatch(
      /^Cost +\$0\.13 for this test, .* a day at this load \(us-central1, prices of \d{4}-\d\d-\d\d/m,
    );
    expect(text).toMatch(/^A day of +10,000 users \$.* \(budget \$4\.50\)/m);
    expect(text).toMatch(/^system +accepted +refused +failed +recovered +refunded +escalated\nswipe-outage +10 +2$/m);
  });

  it('shows each fault beside the undisturbed part of the run, and the invariants that do not hold', () => {
    expect(text).toMatch(/^ +fault +in force +errors +p95 +requests +took effect +recovered +noticed$/m);
    expect(text).toMatch(/^ +swipe-outage +0:30 to 0:50 +0.244 % → 0 % +5 ms → 5 ms .* –$/m);
    expect(text).toMatch(/^ +invariant +checked +violations\n✗ +swipe-outage +7 +1$/m);
    expect(text).not.toContain('The ledger sums to zero');
  });

  it('has no control sequences where no colour is wanted', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the question
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(renderTerminal(report, { colour: true })).toContain('\u001b[');
  });

  it('lets no name drive the terminal', () => {
    const hostile = renderTerminal(reportNamed(HOSTILE), { colour: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the question
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('Markdown summary', () => {
  it('has a heading, tables of equal rows, and what needs attention', () => {
    const text = renderMarkdown(report);
    expect(text).toMatch(/^# ❌ No-go: /);
    for (const table of text.split(/\n\n/).filter((block) => block.startsWith('|'))) {
      const columns = table.split('\n').map((line) => line.split('|').length);
      expect(new Set(columns).size).toBe(1);
    }
    expect(text).toContain('- ❌ **swipe-outage**: swipe-outage → swipe-outage');
  });

  it('shows faults, and every invariant with what it was held against', () => {
    const text = renderMarkdown(report);
    expect(text).toContain('| swipe-outage | 0:30 to 0:50 | 0.244 % → 0 % |');
    expect(text).toContain('held against 1,234 operations as clients saw them and 5,678 final documents');
    expect(text).toContain('| ✅ | The ledger sums to zero | 42 | none |');
    expect(text).toContain('| ❌ | swipe-outage | 7 | 1 |');
  });

  it('shows names as text', () => {
    const text = renderMarkdown(reportNamed(HOSTILE));
    expect(text).not.toMatch(/<(img|\/?script)/);
    expect(text).not.toMatch(/[^\\]\[x[^\\]*\]\(/);
    const columns = text
      .split('\n')
      .filter((line) => line.startsWith('| ✅'))
      .map((line) => line.match(/(?<!\\)\|/g)?.length);
    expect(new Set(columns)).toEqual(new Set([6, 5]));
  });
});

describe('JUnit', () => {
  it('counts what it lists, and calls the undecided an error', () => {
    const xml = renderJunit(report);
    const { checks } = report.verdict;
    expect(xml.match(/<testcase /g)).toHaveLength(checks.length);
    expect(xml.match(/<failure /g)).toHaveLength(checks.filter((check) => check.status === 'fail').length);
    expect(xml.match(/<error /g)).toHaveLength(checks.filter((check) => check.status === 'inconclusive').length);
    expect(xml).toContain(`tests="${checks.length}" failures="1" errors="1" skipped="0"`);
  });

  it('is well-formed whatever the names are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(HOSTILE)), (name) => {
        expect(malformed(renderJunit(reportNamed(name || 'x')))).toBeNull();
      }),
      { numRuns: 30 },
    );
  });
});

/** What is wrong with a piece of XML that has no CDATA, comments or DTD; null where nothing is. */
function malformed(xml: string): string | null {
  const open: string[] = [];
  const body = xml.replace(/^<\?xml [^?]*\?>/, '');
  for (const part of body.split(/(<[^>]*>)/)) {
    if (!part.startsWith('<')) {
      if (/&(?!(amp|lt|gt|quot|#10);)/.test(part)) return `bare & in ${part}`;
      continue;
    }
    const tag = /^<(\/?)([\w-]+)((?: [\w-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#10);)*")*)(\/?)>$/.exec(part);
    if (!tag) return `bad tag ${part}`;
    if (tag[1] === '/' && open.pop() !== tag[2]) return `unexpected ${part}`;
    if (tag[1] === '' && tag[4] === '') open.push(tag[2] ?? '');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML 1.0 cannot hold
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml) || !xml.isWellFormed()) return 'bad character';
  return open.length === 0 ? null : `not closed: ${open}`;
}
