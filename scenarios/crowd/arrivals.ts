import type { LoadStage } from '../../lib/plan/index.ts';
import { mix32 } from '../../lib/random/index.ts';

/**
 * When the visits of an open model start: as many as the planned rate adds up to, each at a seeded moment of its own share of time. Visit `i` is
 * the same for every number of VUs, since VU `vu` of `vus` takes the visits i ≡ vu (mod vus), so machines and VUs can share them without talking.
 */
export class Arrivals {
  /** The next visit of this VU, and when it is due (ms after the start); Infinity when there is none. */
  index: number;
  dueMs: number;
  private readonly stages: readonly LoadStage[];
  private readonly step: number;
  private readonly seed: number;
  private stage = 0;
  private fromMs = 0;
  private fromRate = 0;
  /** Visits planned before the current stage. */
  private before = 0;

  constructor(stages: readonly LoadStage[], seed: number, vu: number, vus: number) {
    this.stages = stages;
    this.step = vus;
    this.seed = seed;
    this.index = vu;
    this.dueMs = this.timeOf(vu);
  }

  take(): void {
    this.index += this.step;
    this.dueMs = this.timeOf(this.index);
  }

  private timeOf(index: number): number {
    const wanted = index + mix32(index ^ this.seed) / 0x1_0000_0000;
    for (;;) {
      const stage = this.stages[this.stage];
      if (!stage) return Number.POSITIVE_INFINITY;
      const seconds = (stage.untilMs - this.fromMs) / 1000;
      const planned = ((this.fromRate + stage.level) / 2) * seconds;
      if (wanted < this.before + planned) {
        const after = secondsFor(wanted - this.before, this.fromRate, (stage.level - this.fromRate) / seconds);
        return this.fromMs + 1000 * Math.min(after, seconds);
      }
      this.before += planned;
      this.fromMs = stage.untilMs;
      this.fromRate = stage.level;
      this.stage++;
    }
  }
}

/** Solves rate·t + slope·t²/2 = visits for t ≥ 0, in the form that does not cancel for small slopes. */
function secondsFor(visits: number, rate: number, slope: number): number {
  if (visits === 0) return 0;
  const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * visits));
  return (2 * visits) / (rate + root);
}
