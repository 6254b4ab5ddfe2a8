import { expect, test } from 'vitest';
import { reportNamed } from '../testing/report.ts';
import { renderHtml } from './html/page.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

const report = reportNamed('a run');
const emulated = { ...report, plan: { ...report.plan, target: { kind: 'emulators' as const } } };
const CAVEAT = 'proves that the logic holds, not what production carries';

test('a run on emulators says before its first figure that it proves logic and not capacity', () => {
  for (const text of [renderTerminal(emulated, { colour: false }), renderMarkdown(emulated), renderHtml(emulated)]) {
    const at = text.indexOf(CAVEAT);
    expect(at).toBeGreaterThan(0);
    expect(text.slice(at).search(/p95|objective/i)).toBeGreaterThan(0);
  }
});

test('a run elsewhere says nothing of the kind', () => {
  for (const text of [renderTerminal(report, { colour: false }), renderMarkdown(report), renderHtml(report)]) {
    expect(text).not.toContain(CAVEAT);
  }
});
