import { moment } from '../checks/types.ts';
import { PHASES, type PhaseId } from '../phases.ts';
import type { GateReport, GateReportItem } from '../report.ts';

/** How a line looks: `waived` and `skipped` are words of the page only, the verdict of the item stays what it is. */
export type Look = 'pass' | 'fail' | 'no-evidence' | 'waived' | 'skipped';

export function lookOf({ applies, verdict, waiver }: Pick<GateReportItem, 'applies' | 'verdict' | 'waiver'>): Look {
  if (!applies) return 'skipped';
  return waiver ? 'waived' : verdict;
}

export const LOOK_OF_TRIGGER = {
  fired: 'fail',
  suspected: 'no-evidence',
  unknown: 'no-evidence',
  clear: 'pass',
} as const;

export const WORDS: Readonly<Record<Look, string>> = {
  pass: 'pass',
  fail: 'fail',
  'no-evidence': 'no evidence',
  waived: 'waived',
  skipped: 'does not apply',
};

export const phaseTitle = (id: PhaseId): string => (/^\d+$/.test(id) ? `${id} %` : id);

/** Sections in their order, each with its items. */
export function sectionsOf({
  items,
}: GateReport): { readonly section: string; readonly items: readonly GateReportItem[] }[] {
  const names = [...new Set(items.map((it) => it.section))];
  return names.map((section) => ({ section, items: items.filter((it) => it.section === section) }));
}

export const waiverText = ({ owner, reason, expires, link }: NonNullable<GateReportItem['waiver']>): string =>
  `waived by ${owner} until ${moment(Date.parse(expires))}: ${reason} (${link})`;

/** `31 pass, 2 fail, 1 no evidence, 1 waived`. */
export function tallyOf(report: GateReport): string {
  const looks = [
    ...report.items.map(lookOf),
    ...report.triggers.map((it) => LOOK_OF_TRIGGER[it.state]),
    ...report.approvals.map((it) => lookOf(it)),
  ];
  const present = (['fail', 'no-evidence', 'waived', 'pass', 'skipped'] as const).flatMap((look) => {
    const n = looks.filter((it) => it === look).length;
    return n === 0 ? [] : [`${n} ${look === 'skipped' && n > 1 ? 'do not apply' : WORDS[look]}`];
  });
  return present.join(', ');
}

/** Each phase with whether it lies behind, is asked for, or is still to come. */
export const stepsOf = ({
  phase,
}: GateReport): { readonly title: string; readonly state: 'done' | 'asked' | 'ahead' }[] =>
  PHASES.map((id, i) => {
    const at = PHASES.indexOf(phase);
    return { title: phaseTitle(id), state: i < at ? 'done' : i === at ? 'asked' : 'ahead' };
  });
