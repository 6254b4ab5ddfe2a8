import type { RunPlan } from '../../lib/plan/index.ts';
import { type Check, overall, type Verdict, type VerdictStatus } from '../../lib/results/index.ts';
import { count, plural } from '../format.ts';

/** Worse things first, so that the first failing check is the one to speak of. */
const WEIGHT: Readonly<Record<Check['kind'], number>> = {
  invariant: 0,
  slo: 1,
  recovery: 2,
  'steady-state': 3,
  budget: 4,
  regression: 5,
  generator: 6,
};

export const WORD: Readonly<Record<VerdictStatus, string>> = {
  pass: 'Go',
  fail: 'No-go',
  inconclusive: 'No decision',
};

export function verdictOf(plan: RunPlan, checks: readonly Check[]): Verdict {
  const status = overall(checks);
  return { schemaVersion: 1, runId: plan.runId, status, headline: headline(plan, checks, status), checks };
}

function headline(plan: RunPlan, checks: readonly Check[], status: VerdictStatus): string {
  if (status === 'pass') {
    const faults = plan.faults.length === 0 ? '' : `, through ${plural(plan.faults.length, 'fault')}`;
    return `${WORD.pass}: ${plan.workload} held ${whatHeld(checks)} with ${loadOf(plan)}${faults}.`;
  }
  const matter = checks
    .filter((check) => check.status === status)
    .toSorted((a, b) => order(a, status) - order(b, status));
  const [first] = matter;
  if (!first) return `${WORD[status]}: nothing could be checked.`;
  const rest = matter.length - 1;
  const others =
    rest === 0 ? '' : `; ${plural(rest, 'more check')} ${status === 'fail' ? 'failed' : 'could not be made'}`;
  return `${WORD[status]}: ${sentence(first)}${others}.`;
}

/** What could not be judged is mostly the generator's fault, so its checks come first there. */
const order = (check: Check, status: VerdictStatus): number =>
  (status === 'inconclusive' && check.kind === 'generator' ? -1 : WEIGHT[check.kind]) + (check.phase ? 0.5 : 0);

function sentence(check: Check): string {
  const where = check.phase ? ` (${check.phase})` : '';
  if (check.status === 'inconclusive') {
    const reason = check.reason ?? 'could not be judged';
    return check.kind === 'generator' ? reason : `${check.title}${where}: ${reason}`;
  }
  // Only figures are measured in one word; what else was checked says in its reason what is wrong.
  if (check.value === undefined || !check.measured) {
    return `${check.title}${where}: ${check.reason ?? check.measured ?? 'failed'}`;
  }
  return `${check.title}${where}: ${check.measured}, target ${check.target ?? 'none'}`;
}

function whatHeld(checks: readonly Check[]): string {
  const slos = checks.filter((check) => check.kind === 'slo').length;
  const invariants = checks.filter((check) => check.kind === 'invariant').length;
  const parts = [slos === 1 ? 'its objective' : `all ${slos} objectives`];
  if (invariants > 0) parts.push(plural(invariants, 'invariant'));
  return parts.join(' and ');
}

/** The load in words: `7,800 users`, `650 visits/s`. */
export function loadOf(plan: RunPlan): string {
  const sum = (model: string) =>
    plan.groups.reduce((total, group) => total + (group.model === model ? group.peak : 0), 0);
  const [closed, open] = [sum('closed'), sum('open')];
  const parts = [...(closed > 0 ? [plural(closed, 'user')] : []), ...(open > 0 ? [`${count(open)} visits/s`] : [])];
  return parts.join(' and ');
}
