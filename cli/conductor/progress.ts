import { activeAt, type RunPlan } from '../../lib/plan/index.ts';
import { count, milliseconds, percent } from '../terminal/format.ts';
import { bar, type StatusLine } from '../terminal/status-line.ts';
import type { Participant } from './hooks.ts';
import type { LoadCounters } from './load-counters.ts';

const LOOK_MS = 1000;
/** k6 sorts all of its samples for a quantile, so the look at it waits this many times as long as the last one took. */
const QUANTILE_PAUSE = 50;

/** Tells how the load goes while it runs, from what its generator counts. */
export function progress(counters: LoadCounters, status: StatusLine): Participant {
  return {
    name: 'progress',
    async duringLoad({ plan }, clock, signal) {
      const pulse = new Pulse(counters);
      try {
        for (let next = LOOK_MS; ; next = clock.elapsed() + LOOK_MS) {
          await clock.until(next, signal);
          const elapsed = clock.elapsed();
          status.update(describe(plan, elapsed, await pulse.take(elapsed)));
        }
      } finally {
        status.clear();
      }
    },
  };
}

interface Beat {
  readonly requestsPerSecond: number;
  readonly p95Ms: number | null;
  readonly errorRate: number;
}

/** Reads the metrics sparingly. */
class Pulse {
  readonly #counters: LoadCounters;
  #requests = 0;
  #at = 0;
  #p95: number | null = null;
  #quantileDueMs = 0;

  constructor(counters: LoadCounters) {
    this.#counters = counters;
  }

  async take(nowMs: number): Promise<Beat> {
    const { requests, errors } = await this.#counters.counts();
    const requestsPerSecond = (1000 * (requests - this.#requests)) / Math.max(1, nowMs - this.#at);
    this.#requests = requests;
    this.#at = nowMs;
    if (nowMs >= this.#quantileDueMs) {
      const asked = performance.now();
      this.#p95 = await this.#counters.p95();
      this.#quantileDueMs = nowMs + QUANTILE_PAUSE * (performance.now() - asked);
    }
    return { requestsPerSecond, p95Ms: this.#p95, errorRate: requests === 0 ? 0 : errors / requests };
  }
}

function describe(plan: RunPlan, elapsedMs: number, beat: Beat): string {
  const closed = plan.groups.filter((group) => group.model === 'closed');
  const users = closed.reduce((sum, group) => sum + activeAt(group.stages, elapsedMs), 0);
  return [
    bar(elapsedMs, plan.durationMs),
    ...(closed.length > 0 ? [`${count(users)} users`] : []),
    `${count(beat.requestsPerSecond)} requests/s`,
    ...(beat.p95Ms === null ? [] : [`p95 ${milliseconds(beat.p95Ms)}`]),
    `errors ${percent(beat.errorRate)}`,
  ].join('  ');
}
