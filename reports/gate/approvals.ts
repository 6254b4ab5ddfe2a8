import { moment } from './checks/types.ts';
import type { Approver, GateConfig } from './config/schema.ts';
import type { GateEvidence } from './evidence/read.ts';
import { PHASES, type PhaseId } from './phases.ts';
import type { ApprovalReport } from './report.ts';

/** Whether everybody who has to has approved of this release, up to this phase. */
export function judgeApprovals(
  config: GateConfig,
  evidence: GateEvidence,
  phase: PhaseId,
  now: number,
): ApprovalReport[] {
  return config.approvers.map((approver) => {
    const { role, title, when } = approver;
    const named = { role, title };
    if (when !== undefined && evidence.release.facts[when] === false)
      return { ...named, verdict: 'pass', applies: false, reason: `does not apply: ${when} is false` };
    return { ...named, applies: true, ...judgeApproval(approver, evidence, phase, now) };
  });
}

function judgeApproval(
  { role, people }: Approver,
  { approvals, release }: GateEvidence,
  phase: PhaseId,
  now: number,
): Pick<ApprovalReport, 'verdict' | 'reason'> {
  const all = approvals.filter((it) => it.role === role);
  if (all.length === 0) return { verdict: 'no-evidence', reason: 'has not approved' };
  const reasons = all.map((it): string | null => {
    if (it.who === release.author) return `${it.who} is the author and cannot approve the release`;
    if (people.length > 0 && !people.includes(it.who))
      return `${it.who} may not approve as ${role}: ${people.join(', ')}`;
    if (it.commit !== release.commit) return `${it.who} approved ${it.commit.slice(0, 10)}, not this release`;
    if (it.expires <= now) return `the approval of ${it.who} expired on ${moment(it.expires)}`;
    if (PHASES.indexOf(it.upTo) < PHASES.indexOf(phase)) return `${it.who} approved up to ${it.upTo} only`;
    return null;
  });
  const given = all[reasons.indexOf(null)];
  if (given)
    return { verdict: 'pass', reason: `${given.who}, ${moment(given.at)}, up to ${given.upTo}: ${given.link}` };
  return { verdict: 'no-evidence', reason: reasons.join('; ') };
}
