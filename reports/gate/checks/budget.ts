import { count, dollars } from '../../format.ts';
import { ownRuns } from './run.ts';
import { type Examine, fail, pass, unknown } from './types.ts';

/** The dearest of the newest runs of each workload counts: a budget is for the whole of what users do. */
export const examineBudget: Examine<'budget'> = ({ users, dollarsPerDay }, context) => {
  const { evidence } = context;
  const newest = [...new Set(evidence.runs.map((run) => run.plan.workload))].flatMap((workload) =>
    ownRuns(context, workload).slice(0, 1),
  );
  const priced = newest.flatMap(({ folder, plan, dollarsPerDay: projected }) =>
    projected.flatMap((it) => (it.users === users ? [{ folder, workload: plan.workload, total: it.total }] : [])),
  );
  const [dearest] = priced.toSorted((a, b) => b.total - a.total);
  if (!dearest)
    return unknown(`no run of this commit says what a day of ${count(users)} users costs`, 'loadgate run mixed-10k');
  const told = `${dollars(dearest.total)} a day at ${count(users)} users (${dearest.workload}), budget ${dollars(dollarsPerDay)}`;
  if (dearest.total <= dollarsPerDay) return pass(told, [dearest.folder]);
  return fail(told, 'see the dearest operations in the report, or raise the budget', [dearest.folder]);
};
