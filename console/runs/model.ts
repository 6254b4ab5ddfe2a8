import type { RunOutcome, RunView } from '../../lib/api/index.ts';
import type { Check, VerdictStatus } from '../../lib/results/index.ts';

/** The mark and the word for each outcome: never the colour alone. */
export const OUTCOMES: Readonly<Record<RunOutcome, { readonly mark: string; readonly word: string }>> = {
  pass: { mark: '✓', word: 'go' },
  fail: { mark: '✗', word: 'no-go' },
  inconclusive: { mark: '?', word: 'inconclusive' },
  unfinished: { mark: '…', word: 'unfinished' },
  broken: { mark: '!', word: 'broken' },
};

/** Empty: all. */
export interface RunFilters {
  readonly workload: string;
  readonly outcome: string;
}

export const NO_FILTERS: RunFilters = { workload: '', outcome: '' };

/** The query of a page of runs. */
export function queryOf({ workload, outcome }: RunFilters, cursor: string | undefined): string {
  const asked = { workload, outcome, cursor: cursor ?? '' };
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  return query.size > 0 ? `?${query}` : '';
}

/** `mixed-10k quick`, and how much larger or smaller than planned by default. */
export const loadOf = ({ workload, profile, planned }: RunView): string =>
  `${workload} ${profile}${planned && planned.scale !== 1 ? ` × ${Number(planned.scale.toFixed(3))}` : ''}`;

export interface CheckGroup {
  readonly status: VerdictStatus;
  readonly title: string;
  readonly checks: readonly Check[];
}

const GROUPS = [
  ['fail', 'failed'],
  ['inconclusive', 'could not be judged'],
  ['pass', 'held'],
] as const;

/** What an operator has to know first: what failed, then what nobody knows, then the rest; within each as the verdict has it. */
export const groupsOf = (checks: readonly Check[]): CheckGroup[] =>
  GROUPS.flatMap(([status, title]) => {
    const own = checks.filter((check) => check.status === status);
    return own.length > 0 ? [{ status, title: `${own.length} ${title}`, checks: own }] : [];
  });

/** `3.1 s, target < 2 s`. */
export const figuresOf = ({ measured, target }: Check): string =>
  [measured ?? 'not measured', ...(target === undefined ? [] : [`target ${target}`])].join(', ');

/** Milliseconds as `90 s` or `24 min`. */
export const lasting = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Number((ms / 60_000).toFixed(1))} min`;
