import { rngFor } from '../../lib/random/index.ts';
import type { RunRecord } from '../history/index.ts';
import { madeRun } from './known-run.ts';

export const NIGHT_MS = 86_400_000;

export interface MadeNights {
  readonly nights: number;
  readonly seed?: number;
  /** Standard deviation of each figure from night to night (natural logarithm). */
  readonly noise?: number;
  /** Multiplies the latency of swipe on a night, from 0. */
  readonly swipe?: (night: number) => number;
  readonly record?: Partial<RunRecord>;
}

/** Records of one like run a night, oldest first, with the p50 of one operation and the p95 of everything. Light: thousands of them take no time. */
export function madeNights({ nights, seed = 1, noise = 0.04, swipe = () => 1, record = {} }: MadeNights): RunRecord[] {
  const { record: model } = madeRun();
  const rng = rngFor(seed, 'made-nights');
  const wobble = () => Math.exp(noise * Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next()));
  const kept = model.summaries.filter((it) => it.operation === 'swipe' || (it.journey === '' && it.operation === ''));
  return Array.from({ length: nights }, (_, night): RunRecord => {
    const summaries = kept.map((summary) => {
      const slower = (ms: number | null) =>
        ms === null ? null : ms * wobble() * (summary.operation === 'swipe' ? swipe(night) : 1);
      return { ...summary, p50: slower(summary.p50), p95: slower(summary.p95) };
    });
    const startedAt = (night + 1) * NIGHT_MS;
    return { ...model, runId: `night-${night}`, startedAt, summaries, ...record };
  });
}
