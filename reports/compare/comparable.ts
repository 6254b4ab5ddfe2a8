import { count, percent, plural } from '../format.ts';
import { differences, type KnownRun } from '../history/index.ts';
import { COMPARE } from './thresholds.ts';
import { SIDES, type Sides } from './types.ts';

/** Why these runs cannot be compared; empty where they can. Only like with like, and only runs that measured the target rather than themselves. */
export function obstacles(sides: Sides): readonly string[] {
  const [first, ...rest] = [...sides.base, ...sides.new];
  if (!first || sides.base.length === 0 || sides.new.length === 0) return ['each side needs a run'];
  const found = new Set<string>();
  for (const side of SIDES) {
    for (const { record } of sides[side]) {
      if (!record.measured)
        found.add(`${record.runId}: its load generator was not healthy, so its figures are its own`);
    }
  }
  const ids = new Set(sides.base.map((run) => run.record.runId));
  for (const { record } of sides.new) if (ids.has(record.runId)) found.add(`${record.runId} is on both sides`);
  for (const { record } of [first, ...rest]) for (const it of differences(first.record, record)) found.add(it);
  if (found.size > 0) return [...found];
  return overlap(sides);
}

function overlap(sides: Sides): string[] {
  const found: string[] = [];
  const operations = SIDES.map((side) => requestsBy(sides[side], 'operation'));
  const journeys = SIDES.map((side) => requestsBy(sides[side], 'journey'));
  for (const [what, [base = new Map(), fresh = new Map()]] of [
    ['journeys', journeys],
    ['operations', operations],
  ] as const) {
    const alone = [...new Set([...base.keys(), ...fresh.keys()])].filter((name) => !base.has(name) || !fresh.has(name));
    for (const own of [base, fresh]) {
      const all = sum(own.values());
      const shared = sum([...own].filter(([name]) => !alone.includes(name)).map(([, n]) => n));
      if (all > 0 && shared / all < COMPARE.overlap)
        found.push(
          `only ${percent(shared / all)} of the requests belong to ${what} that both sides have (not ${alone.join(', ')})`,
        );
    }
  }
  for (const side of SIDES) {
    for (const run of sides[side]) {
      const requests = sum(measured(run).map((window) => window.count));
      if (requests < COMPARE.leastRequests)
        found.push(
          `${run.record.runId}: ${plural(requests, 'measured request')} of at least ${count(COMPARE.leastRequests)}`,
        );
    }
  }
  return found;
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Windows that figures are taken from: of a smoke run all of them. */
export const measured = ({ record, windows }: KnownRun) =>
  windows.filter((window) => record.profile === 'smoke' || window.measured);

function requestsBy(runs: readonly KnownRun[], key: 'journey' | 'operation'): Map<string, number> {
  const totals = new Map<string, number>();
  for (const window of runs.flatMap(measured)) totals.set(window[key], (totals.get(window[key]) ?? 0) + window.count);
  return totals;
}
