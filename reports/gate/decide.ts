import { EXIT } from '../../lib/results/index.ts';
import { plural } from '../format.ts';
import { judgeApprovals } from './approvals.ts';
import { nameOf } from './checks/index.ts';
import { fillIn } from './commands.ts';
import { type GateConfig, itemsOf, type MatrixRow } from './config/schema.ts';
import type { GateEvidence } from './evidence/read.ts';
import { GateFileError } from './files.ts';
import { judgeItems, phaseBefore } from './items.ts';
import { phaseUnderWay } from './observed.ts';
import { PHASES, type PhaseId } from './phases.ts';
import type { ApprovalReport, GateReport, GateReportItem, TriggerReport } from './report.ts';
import { bySeverity, judgeTriggers, rowFor } from './triggers.ts';

/**
 * Decides whether a release may enter a phase: a pure function of declaration, evidence and time (Unix ms). A rollback trigger outranks everything; then every
 * item and approval must be there. Throws {@link GateFileError} where evidence speaks of items or roles that the gate does not have.
 */
export function decide(config: GateConfig, evidence: GateEvidence, phase: PhaseId, now: number): GateReport {
  refuseStrangers(config, evidence);
  const underWay = phaseUnderWay(evidence) ?? phaseBefore(config, phase)?.id ?? null;
  const observed = underWay === null ? null : (config.phases[PHASES.indexOf(underWay)] ?? null);
  const items = judgeItems(config, evidence, phase, now);
  const triggers = observed ? judgeTriggers(config, evidence, observed, now) : [];
  const approvals = judgeApprovals(config, evidence, phase, now);
  const fired = triggers.filter((it) => it.state === 'fired');
  const open = items.filter((it) => it.applies && it.verdict !== 'pass' && it.waiver === undefined);
  const unsure = triggers.filter((it) => it.state === 'suspected' || it.state === 'unknown');
  const missing = approvals.filter((it) => it.verdict !== 'pass');
  const holds = open.length + unsure.length + missing.length > 0;
  const decision = fired.length > 0 ? 'ROLLBACK' : holds ? 'HOLD' : 'GO';
  const row = matchingRow(config, evidence, fired, decision);
  return {
    schemaVersion: 1,
    gate: config.title,
    phase,
    underWay: phaseUnderWay(evidence),
    release: {
      name: evidence.release.name,
      commit: evidence.release.commit,
      flag: evidence.release.flag,
      author: evidence.release.author,
    },
    decidedAt: new Date(now).toISOString(),
    decision,
    headline: headlineOf(config, evidence, phase, { decision, fired, open, unsure, missing }),
    items,
    triggers,
    approvals,
    matrix: row ? { id: row.id, issue: row.issue, severity: row.severity, method: row.method, time: row.time } : null,
    rollback: decision === 'ROLLBACK' ? rollbackOf(config, evidence, row, fired) : null,
    next: decision === 'GO' ? nextOf(config, evidence, phase) : null,
  };
}

/** 0 GO; 10 ROLLBACK, and HOLD where something failed; 13 HOLD where only evidence is lacking. */
export function exitCodeOf({ decision, items }: GateReport): number {
  if (decision === 'GO') return EXIT.pass;
  const failed = items.some((it) => it.applies && it.verdict === 'fail' && it.waiver === undefined);
  return decision === 'ROLLBACK' || failed ? EXIT.breach : EXIT.inconclusive;
}

function refuseStrangers(config: GateConfig, evidence: GateEvidence): void {
  const items = new Set(itemsOf(config).map(({ item }) => item.id));
  const roles = new Set(config.approvers.map((it) => it.role));
  const strangers = [
    ...evidence.signatures.map((it) => ['signatures', 'item', it.item, items] as const),
    ...evidence.waivers.map((it) => ['waivers', 'item', it.item, items] as const),
    ...evidence.approvals.map((it) => ['approvals', 'role', it.role, roles] as const),
    ...Object.keys(evidence.release.facts).map(
      (fact) => ['release.facts', 'fact', fact, new Set(Object.keys(config.facts))] as const,
    ),
  ].flatMap(([place, what, name, known]) =>
    known.has(name) ? [] : [`${place}: the gate has no ${what} "${name}": use one of ${[...known].join(', ')}`],
  );
  if (strangers.length > 0) throw new GateFileError([...new Set(strangers)].join('\n'));
}

/** The gravest row of what fired; else that of an open incident, so that a HOLD says what becomes of it. */
function matchingRow(
  config: GateConfig,
  evidence: GateEvidence,
  fired: readonly TriggerReport[],
  decision: GateReport['decision'],
): MatrixRow | null {
  const rows = config.matrix.filter((row) => fired.some((it) => it.row === row.id));
  const open = (evidence.incidents?.incidents ?? []).filter((it) => it.closed === null);
  const ofIncidents = open.flatMap((it) => rowFor(config, it) ?? []);
  const candidates = rows.length > 0 || decision === 'GO' ? rows : ofIncidents;
  return bySeverity(candidates)[0] ?? null;
}

function rollbackOf(
  config: GateConfig,
  evidence: GateEvidence,
  row: MatrixRow | null,
  fired: readonly TriggerReport[],
): NonNullable<GateReport['rollback']> {
  const wanted = row?.levels ?? [];
  const reason = fired.map((it) => it.reason).join('; ');
  const levels = (wanted.length > 0 ? wanted : [1]).flatMap((one) => {
    const level = config.levels.find((it) => it.level === one);
    if (!level) return [];
    const { title, withinMinutes, commands } = level;
    return [{ level: one, title, withinMinutes, commands: fillIn(commands, evidence, reason) }];
  });
  const note =
    wanted.length > 0
      ? null
      : `The ${row ? 'row' : 'matrix'} asks for no rollback, the phase does: the stricter rule holds, by the fastest way.`;
  return { levels, note, communication: [...config.communication] };
}

function nextOf(config: GateConfig, evidence: GateEvidence, phase: PhaseId): NonNullable<GateReport['next']> {
  const entering = config.phases[PHASES.indexOf(phase)];
  const reason = `${evidence.release.name}: gate of ${entering?.title ?? phase} passed`;
  return {
    commands: fillIn(entering?.enter ?? [], evidence, reason),
    actions: [...(entering?.actions ?? [])],
    monitoring: config.monitoring.map((it) => ({ ...it, watch: [...it.watch] })),
  };
}

interface Found {
  readonly decision: GateReport['decision'];
  readonly fired: readonly TriggerReport[];
  readonly open: readonly GateReportItem[];
  readonly unsure: readonly TriggerReport[];
  readonly missing: readonly ApprovalReport[];
}

function headlineOf(config: GateConfig, evidence: GateEvidence, phase: PhaseId, found: Found): string {
  const { decision, fired, open, unsure, missing } = found;
  const title = config.phases[PHASES.indexOf(phase)]?.title ?? phase;
  const { name } = evidence.release;
  const [trigger] = fired;
  if (trigger) return `Take ${name} back now: ${trigger.title.toLowerCase()}, ${trigger.reason}.`;
  if (decision === 'GO') return `${name} may enter ${title}.`;
  const failed = open.filter((it) => it.verdict === 'fail');
  const unproven = open.length - failed.length + unsure.length;
  const parts = [
    ...(failed.length > 0 ? [`${plural(failed.length, 'item')} failed`] : []),
    ...(unproven > 0 ? [`${plural(unproven, 'item')} without evidence`] : []),
    ...(missing.length > 0 ? [`${plural(missing.length, 'approval')} missing`] : []),
  ];
  const [incident] = (evidence.incidents?.incidents ?? []).filter((it) => it.closed === null);
  const first = failed[0]
    ? ` First: ${failed[0].title}: ${failed[0].reason}.`
    : incident
      ? ` Open: ${nameOf(incident)}.`
      : '';
  return `${name} may not enter ${title} yet: ${parts.join(', ')}.${first}`;
}
