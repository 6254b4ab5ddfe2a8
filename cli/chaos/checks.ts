import type { Check } from '../../lib/results/index.ts';
import type { CarriedFault } from './carry-out.ts';
import type { SteadyState } from './steady-state.ts';

/** What became of an experiment. */
export interface Outcome {
  /** Null: it came to an end before that could be measured. */
  readonly before: SteadyState | null;
  readonly after: SteadyState | null;
  readonly faults: readonly CarriedFault[];
  /** Why it was given up; null: it was not. */
  readonly aborted: string | null;
  /** Ids of the invariants that had to be judged, and of those that were. */
  readonly required: readonly string[];
  readonly judged: readonly string[];
}

const TITLES = { before: 'Steady state before the first fault', after: 'Steady state after the last fault' } as const;

/** What the tool can judge by itself. */
export function checksOf({ before, after, faults, aborted, required, judged }: Outcome): Check[] {
  const missing = required.filter((id) => !judged.includes(id));
  return [
    steady('before', before, 'fail'),
    steady('after', after, aborted === null ? 'fail' : 'inconclusive'),
    carried(faults),
    ...(aborted === null ? [] : [abortion(aborted)]),
    ...(missing.length === 0 ? [] : [unjudged(missing)]),
  ];
}

function steady(when: 'before' | 'after', state: SteadyState | null, otherwise: 'fail' | 'inconclusive'): Check {
  const check = {
    id: `steady-state.${when}`,
    kind: 'steady-state',
    title: TITLES[when],
    target: 'every probe',
  } as const;
  if (state === null)
    return { ...check, status: 'inconclusive', reason: 'it could not be measured before the load was over' };
  const measured = state.measured.join('; ');
  if (state.ok) return { ...check, status: 'pass', measured };
  const reason = when === 'before' ? 'nothing was broken yet' : 'the system did not come back in time';
  return { ...check, status: otherwise, measured, reason, advice: 'see the backend’s log' };
}

/** Applied and put back. A fault that stays in force is a failure of the run; one that was left out leaves its question open. */
function carried(faults: readonly CarriedFault[]): Check {
  const stuck = faults.filter((it) => it.stuck !== null);
  const left = faults.filter((it) => it.problem !== null);
  const check = {
    id: 'experiment.faults',
    kind: 'steady-state',
    title: 'Faults applied and put back',
    target: `${faults.length} of ${faults.length}`,
    measured: `${faults.length - new Set([...stuck, ...left]).size} of ${faults.length}`,
  } as const;
  const told = (its: readonly CarriedFault[], why: (it: CarriedFault) => string | null) =>
    its.map((it) => `${it.planned.name}: ${why(it)}`).join('; ');
  if (stuck.length > 0)
    return { ...check, status: 'fail', reason: `could not be put back: ${told(stuck, (it) => it.stuck)}` };
  if (left.length > 0) return { ...check, status: 'inconclusive', reason: told(left, (it) => it.problem) };
  return { ...check, status: 'pass' };
}

const unjudged = (missing: readonly string[]): Check => ({
  id: 'experiment.invariants',
  kind: 'steady-state',
  title: 'Invariants that the experiment asks for',
  target: 'each judged',
  status: 'inconclusive',
  reason: `the run did nothing of what they speak of: ${missing.join(', ')}`,
  advice: 'run longer or with more users',
});

const abortion = (reason: string): Check => ({
  id: 'experiment.aborted',
  kind: 'steady-state',
  title: 'Experiment carried out to its end',
  target: 'no abort condition met',
  measured: 'aborted',
  status: 'fail',
  reason: `aborted, and everything put back: ${reason}`,
});
