import { count, dollars, figure } from '../format.ts';
import { type MeasuredRun, storeDollars } from './attribution.ts';
import type { RegionPrices } from './prices.ts';
import { ASSUMPTIONS, type Assumptions } from './usage.ts';
import { userDayOf } from './user-day.ts';

/** What a change does to the bill of the store. */
export interface CostDifference {
  readonly users: number;
  /** Dollars a day. */
  readonly before: number;
  readonly after: number;
  /** The largest changes first. */
  readonly operations: readonly OperationDifference[];
  /** `This change adds $3.10 a day at 100,000 users: 2.1 more reads per swipe.` */
  readonly sentence: string;
}

export interface OperationDifference {
  readonly operation: string;
  /** Dollars a day. */
  readonly dollars: number;
  /** Of one call of the operation; null where no call causes it (a job). */
  readonly perCall: { readonly reads: number; readonly writes: number; readonly deletes: number } | null;
}

/** Differences below this are noise of the measurement. */
const LEAST_DOLLARS = 0.005;

/** Compares two runs of the same workload. Throws a RangeError where they are of different ones, or where nobody was active. */
export function costDifference(
  before: MeasuredRun,
  after: MeasuredRun,
  prices: RegionPrices,
  users = 100_000,
  assume: Assumptions = ASSUMPTIONS,
): CostDifference {
  if (before.plan.workload !== after.plan.workload)
    throw new RangeError(
      `${before.plan.workload} and ${after.plan.workload} cannot be compared: take two runs of one workload`,
    );
  const [was, is] = [billOf(before, prices, users, assume), billOf(after, prices, users, assume)];
  const operations = [...new Set([...was.keys(), ...is.keys()])]
    .map((operation): OperationDifference => {
      const [a, b] = [was.get(operation) ?? NOTHING, is.get(operation) ?? NOTHING];
      const perCall =
        a.calls > 0 && b.calls > 0
          ? {
              reads: b.reads / b.calls - a.reads / a.calls,
              writes: b.writes / b.calls - a.writes / a.calls,
              deletes: b.deletes / b.calls - a.deletes / a.calls,
            }
          : null;
      return { operation, dollars: b.dollars - a.dollars, perCall };
    })
    .toSorted((a, b) => Math.abs(b.dollars) - Math.abs(a.dollars));
  const sum = (bill: ReadonlyMap<string, Line>) => [...bill.values()].reduce((total, line) => total + line.dollars, 0);
  const difference = { users, before: sum(was), after: sum(is), operations };
  return { ...difference, sentence: sentenceOf(difference) };
}

interface Line {
  readonly dollars: number;
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
  readonly calls: number;
}
const NOTHING: Line = { dollars: 0, reads: 0, writes: 0, deletes: 0, calls: 0 };

function billOf(run: MeasuredRun, prices: RegionPrices, users: number, assume: Assumptions): ReadonlyMap<string, Line> {
  const day = userDayOf(run.plan, run.windows, assume);
  if (!day) throw new RangeError(`nobody was active in run ${run.plan.runId}`);
  const lines = new Map<string, Line>();
  for (const row of run.billing.rows) {
    const line = lines.get(row.operation) ?? {
      ...NOTHING,
      calls: run.windows.latency.reduce((sum, cell) => sum + (cell.operation === row.operation ? cell.count : 0), 0),
    };
    lines.set(row.operation, {
      dollars: line.dollars + storeDollars(row, prices) * day.share * users,
      reads: line.reads + row.reads,
      writes: line.writes + row.writes,
      deletes: line.deletes + row.deletes,
      calls: line.calls,
    });
  }
  return lines;
}

function sentenceOf({ users, before, after, operations }: Omit<CostDifference, 'sentence'>): string {
  const change = after - before;
  const where = `a day at ${count(users)} users`;
  if (Math.abs(change) < LEAST_DOLLARS) return `This change costs nothing ${where}.`;
  const verb = change > 0 ? 'adds' : 'saves';
  const [first] = operations.filter((it) => Math.sign(it.dollars) === Math.sign(change));
  return `This change ${verb} ${dollars(Math.abs(change))} ${where}${first ? `: ${why(first)}` : ''}.`;
}

/** The part of an operation's calls that changed most. */
function why({ operation, dollars: amount, perCall }: OperationDifference): string {
  const [[kind, value] = ['reads', 0]] = Object.entries(perCall ?? {}).toSorted(
    (a, b) => Math.abs(b[1]) - Math.abs(a[1]),
  );
  if (Math.abs(value) < 0.05) return `${operation} is called ${amount > 0 ? 'more' : 'less'} often`;
  return `${figure(Math.abs(value))} ${value > 0 ? 'more' : 'fewer'} ${kind} per ${operation}`;
}
