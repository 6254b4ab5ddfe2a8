import type { LoadStage } from '../../lib/plan/index.ts';
import { mix32 } from '../../lib/random/index.ts';

/** The visits that one VU starts. */
export interface Arrivals {
  /** The next visit, and when it is due (ms after the start); Infinity when there is none. */
  index: number;
  dueMs: number;
  /** Goes on to the visit after it. */
  take(): void;
}

/**
 * When the visits of an open model start: as many as the planned rate adds up to, each at a seeded moment of its own share of time. Visit `i` is
 * the same for every number of VUs, since VU `vu` of `vus` takes the visits i ≡ vu (mod vus), so machines and VUs can share them without talking.
 */
export function arrivalsOf(stages: readonly LoadStage[], seed: number, vu: number, vus: number): Arrivals {
  let current = 0;
  let fromMs = 0;
  let fromRate = 0;
  /** Visits planned before the current stage. */
  let before = 0;
  const timeOf = (index: number) => {
    const wanted = index + mix32(index ^ seed) / 0x1_0000_0000;
    for (;;) {
      const stage = stages[current];
      if (!stage) return Number.POSITIVE_INFINITY;
      const seconds = (stage.untilMs - fromMs) / 1000;
      const planned = ((fromRate + stage.level) / 2) * seconds;
      if (wanted < before + planned) {
        const after = secondsFor(wanted - before, fromRate, (stage.level - fromRate) / seconds);
        return fromMs + 1000 * Math.min(after, seconds);
      }
      before += planned;
      fromMs = stage.untilMs;
      fromRate = stage.level;
      current++;
    }
  };
  return {
    index: vu,
    dueMs: timeOf(vu),
    take() {
      this.index += vus;
      this.dueMs = timeOf(this.index);
    },
  };
}

/** Solves rate·t + slope·t²/2 = visits for t ≥ 0, in the form that does not cancel for small slopes. */
function secondsFor(visits: number, rate: number, slope: number): number {
  if (visits === 0) return 0;
  const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * visits));
  return (2 * visits) / (rate + root);
}
