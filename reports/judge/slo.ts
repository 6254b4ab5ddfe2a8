import type { Check } from '../../lib/results/index.ts';
import type { Slo } from '../../lib/slo/index.ts';
import { count, milliseconds, percent, plural } from '../format.ts';
import { countAbove, LatencyHistogram } from '../ingest/index.ts';
import { surelyAbove } from '../stats/index.ts';
import type { Tally } from './scope.ts';
import { leastSamples } from './thresholds.ts';

/** An objective on samples, brought to one form: `bad` of `trials` requests, of which the share `allowed` may be bad. */
interface Measured {
  readonly value: number;
  readonly trials: number;
  readonly bad: number;
  readonly allowed: number;
  /** Bad requests that an overloaded generator cannot have made. */
  readonly certainlyBad: number;
}

export interface SloContext {
  /** Words for the part of the run: "in the measured window". */
  readonly where: string;
  readonly phase?: string;
  /** The generator was saturated: latencies and missing answers may be its own. */
  readonly distorted: boolean;
  /** A run that only proves that everything answers is judged on the samples that it has. */
  readonly anySamples: boolean;
}

/** Judges one objective on samples. `events-exactly-once` is judged by {@link judgeExactlyOnce}. */
export function judgeSlo(slo: Slo, samples: Tally, context: SloContext): Check {
  const common = {
    id: context.phase === undefined ? slo.id : `${slo.id}@${context.phase}`,
    kind: 'slo' as const,
    title: slo.title,
    target: `${slo.comparison} ${inUnit(slo, slo.objective)}`,
    objective: slo.objective,
    ...(context.phase === undefined ? {} : { phase: context.phase }),
  };
  const inconclusive = (reason: string, advice: string, rest: Partial<Check> = {}): Check => ({
    ...common,
    ...rest,
    status: 'inconclusive',
    reason,
    advice,
  });
  const measured = measure(slo, samples);
  if (!measured) return inconclusive(`${nothingOf(slo)} ${context.where}`, adviceForNothing(slo));
  const { value, trials, bad, allowed } = measured;
  const figures = { value, measured: inUnit(slo, value), headroom: headroomOf(slo, value) };
  const met = compare(value, slo.comparison, slo.objective);
  const least = context.anySamples ? 1 : leastSamples(allowed);
  if (trials < least && !surelyAbove(bad, trials, allowed)) {
    const reason = `only ${plural(trials, 'request')} ${context.where}; at least ${count(least)} can show this objective`;
    return inconclusive(reason, 'run a longer profile, or raise --scale', figures);
  }
  if (met) return { ...common, ...figures, status: 'pass' };
  if (context.distorted && !surelyAbove(measured.certainlyBad, trials, allowed)) {
    const reason = 'breached, but the generator was saturated and may itself have made these figures';
    return inconclusive(reason, 'see the generator checks; repeat with a smaller --scale', figures);
  }
  return {
    ...common,
    ...figures,
    status: 'fail',
    reason: `${plural(bad, 'request')} of ${count(trials)} ${badOf(slo)}`,
  };
}

/** Whether the samples meet the objective; null where they say nothing about it. */
export function meets(slo: Slo, samples: Tally): boolean | null {
  const measured = measure(slo, samples);
  return measured && compare(measured.value, slo.comparison, slo.objective);
}

function measure(slo: Slo, samples: Tally): Measured | null {
  const { requests, errors, unanswered, cacheHits, cacheMisses } = samples;
  const { indicator, objective } = slo;
  switch (indicator.kind) {
    case 'latency': {
      const value = LatencyHistogram.of(samples.cells).quantileMs(indicator.quantile);
      if (value === null) return null;
      const bad = countAbove(samples.cells, objective);
      return { value, trials: requests, bad, allowed: 1 - indicator.quantile, certainlyBad: 0 };
    }
    case 'error-rate': {
      if (requests === 0) return null;
      const certainlyBad = errors - unanswered;
      return { value: errors / requests, trials: requests, bad: errors, allowed: objective, certainlyBad };
    }
    case 'cache-hit-rate': {
      const trials = cacheHits + cacheMisses;
      if (trials === 0) return null;
      const allowed = 1 - objective;
      return { value: cacheHits / trials, trials, bad: cacheMisses, allowed, certainlyBad: cacheMisses };
    }
    case 'events-exactly-once':
      return null;
  }
}

export function compare(value: number, comparison: Slo['comparison'], objective: number): boolean {
  switch (comparison) {
    case '<':
      return value < objective;
    case '<=':
      return value <= objective;
    case '>':
      return value > objective;
    case '>=':
      return value >= objective;
    case '==':
      return value === objective;
  }
}

/** Share of the objective that is left; negative when breached. */
function headroomOf(slo: Slo, value: number): number {
  const left = slo.comparison === '>' || slo.comparison === '>=' ? value - slo.objective : slo.objective - value;
  return slo.objective === 0 ? (left === 0 ? 0 : -1) : left / slo.objective;
}

const inUnit = (slo: Slo, value: number): string =>
  slo.indicator.kind === 'latency' ? milliseconds(value) : percent(value);

const nothingOf = (slo: Slo): string =>
  slo.indicator.kind === 'cache-hit-rate' ? 'no answer said whether it came from the cache' : 'no requests';

const adviceForNothing = (slo: Slo): string =>
  slo.indicator.kind === 'cache-hit-rate'
    ? 'see that the scenario counts cache_hits and cache_misses'
    : "see k6's log: the journey did not run; or run a longer profile";

function badOf(slo: Slo): string {
  if (slo.indicator.kind === 'latency') return `took longer than ${milliseconds(slo.objective)}`;
  return slo.indicator.kind === 'error-rate' ? 'failed' : 'missed the cache';
}
