import { type CheckContext, examine } from './checks/index.ts';
import { DAY_MS, moment } from './checks/types.ts';
import type { GateConfig, GateItem, GatePhase } from './config/schema.ts';
import type { GateEvidence } from './evidence/read.ts';
import { PHASES, type PhaseId } from './phases.ts';
import type { GateReportItem } from './report.ts';

/** The phase before another; null: there is none. */
export function phaseBefore(config: GateConfig, id: PhaseId): GatePhase | null {
  return config.phases[PHASES.indexOf(id) - 1] ?? null;
}

/** What the gate of a phase asks for: the checklist, the success of the phase before, and what the phase itself needs. */
export function judgeItems(config: GateConfig, evidence: GateEvidence, id: PhaseId, now: number): GateReportItem[] {
  const before = phaseBefore(config, id);
  const entering = config.phases[PHASES.indexOf(id)];
  const due = (item: GateItem) => item.from === undefined || PHASES.indexOf(item.from) <= PHASES.indexOf(id);
  const sections: { readonly section: string; readonly items: readonly GateItem[] }[] = [
    ...config.checklist,
    ...(before ? [{ section: `Success of ${before.title}`, items: before.success }] : []),
    ...(entering ? [{ section: `Needed for ${entering.title}`, items: entering.entry }] : []),
  ];
  return sections.flatMap(({ section, items }) =>
    items.filter(due).map((item) => judgeItem(section, { config, evidence, item, phase: before, now })),
  );
}

function judgeItem(section: string, context: CheckContext): GateReportItem {
  const { item, evidence } = context;
  const { facts } = evidence.release;
  const named = { id: item.id, section, title: item.title };
  if (item.when !== undefined && facts[item.when] === false)
    return { ...named, verdict: 'pass', applies: false, reason: `does not apply: ${item.when} is false`, evidence: [] };
  const outcome = examine(context);
  const assumed = item.when !== undefined && facts[item.when] === undefined;
  const reason = assumed
    ? `${outcome.reason} (the release does not say whether ${item.when}: assumed)`
    : outcome.reason;
  const judged = {
    ...named,
    verdict: outcome.verdict,
    applies: true,
    reason,
    ...(outcome.fix === undefined ? {} : { fix: outcome.fix }),
    evidence: [...(outcome.evidence ?? [])],
  };
  return outcome.verdict === 'pass' ? judged : waived(judged, context);
}

/** The item with the waiver that covers it, or with the reason why one that there is does not. */
function waived(judged: GateReportItem, { item, evidence, config, now }: CheckContext): GateReportItem {
  const waiver = evidence.waivers.find((it) => it.item === item.id);
  if (!waiver) return judged;
  if (item.waivable === false) return { ...judged, reason: `${judged.reason}; it cannot be waived` };
  const ends = Math.min(waiver.expires, waiver.at + config.limits.waiverDays * DAY_MS);
  if (ends <= now)
    return { ...judged, reason: `${judged.reason}; the waiver of ${waiver.owner} expired on ${moment(ends)}` };
  const { owner, reason, link } = waiver;
  return { ...judged, waiver: { owner, reason, expires: new Date(ends).toISOString(), link } };
}
