import { styleText } from 'node:util';
import { oneLine } from '../../render/visible.ts';
import type { GateReport } from '../report.ts';
import { LOOK_OF_TRIGGER, type Look, lookOf, phaseTitle, sectionsOf, tallyOf, waiverText } from './words.ts';

const SIGN: Readonly<Record<Look, string>> = { pass: '✓', fail: '✗', 'no-evidence': '?', waived: '~', skipped: '·' };
const COLOUR = { pass: 'green', fail: 'red', 'no-evidence': 'yellow', waived: 'yellow', skipped: 'dim' } as const;
const DECISION = { GO: 'green', HOLD: 'yellow', ROLLBACK: 'red' } as const;

/** What a person reads: the decision, what to do, then what is open; of what passed the number, unless `all` is wanted. */
export function renderGateTerminal(report: GateReport, { colour = false, all = false } = {}): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const line = (look: Look, title: string, reason: string, more: readonly string[] = []) => [
    `  ${paint(COLOUR[look], SIGN[look])} ${oneLine(title)}: ${oneLine(reason)}`,
    ...more.map((text) => `      ${oneLine(text)}`),
  ];
  const shown = (look: Look) => all || (look !== 'pass' && look !== 'skipped');
  const block = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', paint('bold', oneLine(title)), ...lines];
  const items = sectionsOf(report).flatMap(({ section, items }) =>
    block(
      section,
      items.flatMap((it) => {
        const look = lookOf(it);
        if (!shown(look)) return [];
        const more = it.waiver ? [waiverText(it.waiver)] : it.fix === undefined ? [] : [`→ ${it.fix}`];
        return line(look, it.title, it.reason, more);
      }),
    ),
  );
  const triggers = report.triggers.flatMap((it) =>
    shown(LOOK_OF_TRIGGER[it.state]) ? line(LOOK_OF_TRIGGER[it.state], it.title, it.reason) : [],
  );
  const approvals = report.approvals.flatMap((it) => (shown(lookOf(it)) ? line(lookOf(it), it.title, it.reason) : []));
  return [
    `${paint(['bold', DECISION[report.decision]], report.decision)}  ${oneLine(report.headline)}`,
    `      ${oneLine(report.release.name)} · flag ${oneLine(report.release.flag)} · ${report.release.commit.slice(0, 10)} · gate of ${phaseTitle(report.phase)} · ${tallyOf(report)}`,
    ...toDo(report, (title, lines) => block(title, lines)),
    ...block('Rollback triggers', triggers),
    ...items,
    ...block('Approvals', approvals),
    '',
  ].join('\n');
}

function toDo(report: GateReport, block: (title: string, lines: readonly string[]) => string[]): string[] {
  const { matrix, rollback, next } = report;
  const say = (text: string) => `  ${oneLine(text)}`;
  const command = (text: string) => `      $ ${oneLine(text)}`;
  const row = matrix ? [say(`${matrix.severity} · ${matrix.issue} · ${matrix.method} · ${matrix.time}`)] : [];
  if (rollback) {
    const levels = rollback.levels.flatMap((it) => [
      say(`Level ${it.level}: ${it.title}, within ${it.withinMinutes} min`),
      ...it.commands.map(command),
    ]);
    const note = rollback.note === null ? [] : [say(rollback.note)];
    return block('Now', [...row, ...note, ...levels, say(`Then: ${rollback.communication.join('; ')}`)]);
  }
  if (next) {
    const watch = next.monitoring.map((it) => say(`${it.when}, every ${it.every}: ${it.watch.join(', ')}`));
    return block('Next', [...next.commands.map(command), ...next.actions.map(say), ...watch]);
  }
  return block('Open incident', row);
}
