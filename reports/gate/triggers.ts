import { count } from '../format.ts';
import { amount, crosses, incidentsNow, nameOf, written } from './checks/index.ts';
import { HOUR_MS, moment } from './checks/types.ts';
import type { Trigger } from './config/checks.ts';
import type { GateConfig, GatePhase, MatrixRow } from './config/schema.ts';
import type { GateEvidence } from './evidence/read.ts';
import type { Incident } from './evidence/schemas.ts';
import { type Attempt, attemptOf, figuresOf } from './observed.ts';
import type { TriggerReport } from './report.ts';

/** Looks at everything that takes a release back in the phase that users are in. */
export function judgeTriggers(
  config: GateConfig,
  evidence: GateEvidence,
  phase: GatePhase,
  now: number,
): TriggerReport[] {
  const attempt = attemptOf(evidence, phase.id);
  return phase.rollback.map((trigger) => {
    const named = { id: trigger.id, title: trigger.title, phase: phase.id };
    const found =
      trigger.kind === 'metric'
        ? judgeFigures(trigger, config, attempt, now)
        : judgeIncidents(trigger, config, evidence, attempt?.from ?? now, now);
    return { ...named, ...found };
  });
}

type Found = Pick<TriggerReport, 'state' | 'reason' | 'row'>;

/**
 * Each recent window for itself, and all of the attempt together: a breach of an hour ago is one even when the average is fine again, and many small windows
 * may show what none shows alone. A rate must be beyond doubt, or a single failed request of three would take a release back.
 */
function judgeFigures(
  trigger: Extract<Trigger, { kind: 'metric' }>,
  config: GateConfig,
  attempt: Attempt | null,
  now: number,
): Found {
  const limit = `${trigger.comparison} ${amount(trigger.metric, trigger.value)}`;
  const recent = now - config.limits.evidenceHours * HOUR_MS;
  const windows = attempt?.windows.filter((it) => it.to >= recent) ?? [];
  if (!attempt || windows.length === 0)
    return { state: 'unknown', reason: 'there are no recent figures', row: trigger.row };
  const candidates = [
    ...windows.map((it) => ({ figures: figuresOf([it]), when: `${moment(it.from)} to ${moment(it.to)}` })),
    { figures: figuresOf(windows), when: 'all recent windows' },
  ].map((it) => ({ ...it, crossed: crosses(trigger, it.figures) }));
  const worst =
    candidates.find((it) => it.crossed === 'surely') ??
    candidates.find((it) => it.crossed === 'perhaps') ??
    candidates.find((it) => it.crossed === 'no');
  const value = worst?.figures[trigger.metric] ?? null;
  if (!worst || value === null) return { state: 'unknown', reason: 'no request was observed', row: trigger.row };
  const told = `${written(trigger.metric, value)} in ${worst.when} (${count(worst.figures.requests)} requests), taken back at ${limit}`;
  if (worst.crossed === 'surely') return { state: 'fired', reason: told, row: trigger.row };
  if (worst.crossed === 'perhaps') return { state: 'suspected', reason: `${told}: too few to tell`, row: trigger.row };
  return { state: 'clear', reason: told, row: trigger.row };
}

function judgeIncidents(
  trigger: Extract<Trigger, { kind: 'incident' }>,
  config: GateConfig,
  evidence: GateEvidence,
  since: number,
  now: number,
): Found {
  const { incidents } = evidence;
  const isOf = (it: Incident) =>
    trigger.severities.includes(it.severity) && (trigger.kinds === undefined || trigger.kinds.includes(it.kind));
  const found = incidentsNow({ evidence }, since).filter(isOf);
  const [first] = found.toSorted((a, b) => a.severity.localeCompare(b.severity));
  if (first) return { state: 'fired', reason: nameOf(first), row: rowFor(config, first)?.id ?? null };
  if (!incidents) return { state: 'unknown', reason: 'there is no list of incidents', row: null };
  if (now - incidents.asOf > config.limits.evidenceHours * HOUR_MS)
    return { state: 'unknown', reason: `the list of incidents ends on ${moment(incidents.asOf)}`, row: null };
  return { state: 'clear', reason: `none as of ${moment(incidents.asOf)}`, row: null };
}

/** The row for an incident: that of its kind and severity, else the gravest of its kind. */
export function rowFor(
  config: GateConfig,
  { kind, severity }: Pick<Incident, 'kind' | 'severity'>,
): MatrixRow | undefined {
  const ofKind = config.matrix.filter((row) => row.incidents.includes(kind));
  return ofKind.find((row) => row.severity === severity) ?? bySeverity(ofKind)[0];
}

/** Gravest first; where two are equally grave, the one with more to do. */
export const bySeverity = (rows: readonly MatrixRow[]): readonly MatrixRow[] =>
  rows.toSorted((a, b) => a.severity.localeCompare(b.severity) || b.levels.length - a.levels.length);
