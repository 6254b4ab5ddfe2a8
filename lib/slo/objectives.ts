import type { Slo } from './types.ts';

/** What pack 353 §7 promises for a workload: p95 in ms, errors and cache hits as ratios. */
interface Promised {
  readonly p95Ms: number;
  readonly errors: number;
  readonly cacheHits?: number;
  /** Every acknowledged event is counted exactly once. */
  readonly eventsExactlyOnce?: true;
}

const PROMISED: Readonly<Record<string, Promised>> = {
  'mixed-10k': { p95Ms: 2000, errors: 0.05 },
  'read-100k': { p95Ms: 3000, errors: 0.02, cacheHits: 0.7 },
  'events-1m': { p95Ms: 5000, errors: 0.05, eventsExactlyOnce: true },
  smoke: { p95Ms: 2000, errors: 0.02 },
};

/**
 * The objectives of a workload: the promise for the whole of it, then the same latency and error objective for each of its journeys, so that
 * a large healthy journey cannot hide a small broken one. Throws a RangeError for a workload that has no promise.
 */
export function slosFor(workload: string, journeys: readonly string[]): readonly Slo[] {
  const promised = PROMISED[workload];
  if (!promised) {
    throw new RangeError(`no objectives for workload "${workload}": add it to lib/slo/objectives.ts`);
  }
  const slos: Slo[] = [latency(workload, promised.p95Ms), errors(workload, promised.errors)];
  if (promised.cacheHits !== undefined) {
    slos.push({
      id: `${workload}.cache-hits`,
      title: 'Cache hits of feed, profiles and search',
      indicator: { kind: 'cache-hit-rate' },
      comparison: '>',
      objective: promised.cacheHits,
    });
  }
  if (promised.eventsExactlyOnce) {
    slos.push({
      id: `${workload}.events-exactly-once`,
      title: 'Acknowledged events lost or counted twice',
      indicator: { kind: 'events-exactly-once' },
      comparison: '==',
      objective: 0,
    });
  }
  if (journeys.length < 2) return slos;
  for (const journey of journeys) {
    slos.push(latency(workload, promised.p95Ms, journey), errors(workload, promised.errors, journey));
  }
  return slos;
}

const latency = (workload: string, objective: number, journey?: string): Slo => ({
  id: [workload, ...(journey ? [journey] : []), 'p95'].join('.'),
  title: journey ? `p95 of ${journey}` : 'p95 of all requests',
  indicator: { kind: 'latency', quantile: 0.95 },
  ...(journey ? { journey } : {}),
  comparison: '<',
  objective,
});

const errors = (workload: string, objective: number, journey?: string): Slo => ({
  id: [workload, ...(journey ? [journey] : []), 'errors'].join('.'),
  title: journey ? `Errors of ${journey}` : 'Errors of all requests',
  indicator: { kind: 'error-rate' },
  ...(journey ? { journey } : {}),
  comparison: '<',
  objective,
});
