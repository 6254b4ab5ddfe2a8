import { type Evidence, type Finding, INVARIANTS, type Invariant } from '../../chaos/invariants/index.ts';
import type { Check, InvariantFinding, VerdictStatus } from '../../lib/results/index.ts';
import { count } from '../terminal/format.ts';

/** Violations of a rule that are written down, and operations of each; the counts go on. */
const MOST_VIOLATIONS = 20;
const MOST_OPERATIONS = 50;
/** Operations that a check's reason names. */
const NAMED = 3;

/** Holds the evidence against every invariant. `problem`: why the history is not whole, so that rules which need it say nothing. */
export function findingsOf(evidence: Evidence, problem: string | null): InvariantFinding[] {
  return INVARIANTS.map((invariant) => {
    const { id, title, source } = invariant;
    const found = judged(invariant, evidence, problem);
    const violations = found.violations.slice(0, MOST_VIOLATIONS).map(({ message, operations }) => ({
      message,
      operations: operations.slice(0, MOST_OPERATIONS),
      operationCount: operations.length,
    }));
    const { checked, reason } = found;
    const isConcerned = checked > 0 || found.status === 'fail' || concerns(invariant, evidence, problem);
    const status = isConcerned ? found.status : 'not-concerned';
    const violationCount = found.violations.length;
    return { id, title, source, status, checked, violationCount, violations, ...(reason !== undefined && { reason }) };
  });
}

function judged(invariant: Invariant, evidence: Evidence, problem: string | null): Finding {
  if (problem !== null && invariant.needsHistory)
    return { status: 'inconclusive', checked: 0, violations: [], reason: problem };
  return invariant.check(evidence);
}

/** Whether the run did anything of what the rule speaks of. Where that is not known, it may have. */
function concerns({ about }: Invariant, { history, timeline, documents }: Evidence, problem: string | null): boolean {
  if (about === 'flags') return timeline.some(({ kind }) => kind === 'flag');
  if (about === 'kills')
    return timeline.some(({ kind, detail }) => kind === 'flag' && (detail?.to === 'kill' || detail?.to === 'off'));
  if (about === 'releases') return documents('rollbackHistory').some(({ data }) => data.action !== 'deploy');
  const operations: ReadonlySet<string> = new Set(about);
  return problem !== null || history.some(({ operation }) => operations.has(operation));
}

/** What of it is part of the verdict. */
export const checksOf = (findings: readonly InvariantFinding[]): Check[] =>
  findings.flatMap((finding) => (finding.status === 'not-concerned' ? [] : [checkOf(finding, finding.status)]));

function checkOf(finding: InvariantFinding, status: VerdictStatus): Check {
  const { id, title, checked, violationCount, violations } = finding;
  const common = { id: `invariant.${id}`, kind: 'invariant' as const, title, status, target: 'no violation' };
  if (status === 'pass') return { ...common, measured: `${count(checked)} checked`, value: 0 };
  const [first] = violations;
  if (status === 'inconclusive' || !first) {
    const reason = finding.reason ?? 'nothing could be checked';
    return { ...common, reason, advice: 'run longer or with more users, so that there is something to check' };
  }
  const shown = first.operations.slice(0, NAMED).map(({ id: operation, outcome }) => `${operation} (${outcome})`);
  const rest = first.operationCount - shown.length;
  const named = shown.length === 0 ? '' : `: ${shown.join(', then ')}${rest > 0 ? ` and ${count(rest)} more` : ''}`;
  return {
    ...common,
    measured: `${count(violationCount)} violated, ${count(checked)} checked`,
    value: violationCount,
    reason: `${first.message}${named}`,
    advice: 'violations.json lists each violation with its operations in order',
  };
}
