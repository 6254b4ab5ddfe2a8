import { plain } from '../../render/markdown.ts';
import type { GateReport } from '../report.ts';
import { LOOK_OF_TRIGGER, type Look, lookOf, phaseTitle, sectionsOf, tallyOf, waiverText } from './words.ts';

const SIGN: Readonly<Record<Look, string>> = {
  pass: '✅',
  fail: '❌',
  'no-evidence': '❔',
  waived: '🟡',
  skipped: '➖',
};
const DECISION = { GO: '✅', HOLD: '⏸️', ROLLBACK: '⛔' } as const;

/** For the page of a CI job. */
export function renderGateMarkdown(report: GateReport): string {
  const { release } = report;
  const sections = [
    `# ${DECISION[report.decision]} ${report.decision}: ${plain(report.headline)}`,
    `${plain(release.name)} · flag ${plain(release.flag)} · ${release.commit.slice(0, 10)} · gate of ${phaseTitle(report.phase)} · ${tallyOf(report)} · ${report.decidedAt}`,
    ...toDo(report),
    ...(report.triggers.length === 0
      ? []
      : [
          '## Rollback triggers',
          table(report.triggers.map((it) => [SIGN[LOOK_OF_TRIGGER[it.state]], it.title, it.reason])),
        ]),
    ...sectionsOf(report).flatMap(({ section, items }) => [
      `## ${plain(section)}`,
      table(
        items.map((it) => [
          SIGN[lookOf(it)],
          it.title,
          [it.reason, ...(it.waiver ? [waiverText(it.waiver)] : it.fix === undefined ? [] : [`→ ${it.fix}`])].join(
            '. ',
          ),
        ]),
      ),
    ]),
    '## Approvals',
    table(report.approvals.map((it) => [SIGN[lookOf(it)], it.title, it.reason])),
  ];
  return `${sections.join('\n\n')}\n`;
}

function toDo({ matrix, rollback, next }: GateReport): string[] {
  const row = matrix
    ? [`**${matrix.severity}** · ${plain(matrix.issue)} · ${plain(matrix.method)} · ${plain(matrix.time)}`]
    : [];
  if (rollback) {
    return [
      ...row,
      ...(rollback.note === null ? [] : [plain(rollback.note)]),
      ...rollback.levels.flatMap((it) => [
        `**Level ${it.level}: ${plain(it.title)}**, within ${it.withinMinutes} min`,
        fenced(it.commands),
      ]),
      rollback.communication.map((it) => `- ${plain(it)}`).join('\n'),
    ];
  }
  if (next) return [...row, fenced(next.commands), next.actions.map((it) => `- ${plain(it)}`).join('\n')];
  return row;
}

/** Commands as they stand; the fence is longer than any in them. */
function fenced(commands: readonly string[]): string {
  const text = commands.join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}

const table = (rows: readonly (readonly string[])[]): string =>
  ['|  | Item | Found |', '| --- | --- | --- |', ...rows.map((cells) => `| ${cells.map(plain).join(' | ')} |`)].join(
    '\n',
  );
