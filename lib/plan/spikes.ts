import { levelAt } from './levels.ts';
import type { LoadStage } from './types.ts';

/** A time in which `factor` times the load is put on, ms after the start. */
export interface LoadSpike {
  readonly fromMs: number;
  readonly toMs: number;
  readonly factor: number;
}

/** How long the load takes to rise and to fall: not at once, since no crowd does, and a jump would measure the generator. */
const RAMP_MS = 1000;

/**
 * The stages with spikes in them: `stages` reach `factor` times as high while a spike lasts. Spikes do not overlap; one of less than two ramps rises and falls
 * within its own time.
 */
export function withSpikes(stages: readonly LoadStage[], spikes: readonly LoadSpike[]): readonly LoadStage[] {
  if (spikes.length === 0) return stages;
  const endMs = stages.at(-1)?.untilMs ?? 0;
  const corners = spikes.flatMap(({ fromMs, toMs, factor }) => {
    const ramp = Math.min(RAMP_MS, (toMs - fromMs) / 2);
    return [
      { ms: fromMs, times: 1 },
      { ms: fromMs + ramp, times: factor },
      { ms: toMs - ramp, times: factor },
      { ms: toMs, times: 1 },
    ];
  });
  const times = new Set([...stages.map(({ untilMs }) => untilMs), ...corners.map(({ ms }) => ms)]);
  return [...times]
    .filter((ms) => ms > 0 && ms <= endMs)
    .sort((a, b) => a - b)
    .map((untilMs) => {
      const base = stages.find((stage) => stage.untilMs === untilMs)?.level ?? levelAt(stages, untilMs);
      return { untilMs, level: base * timesAt(corners, untilMs) };
    });
}

function timesAt(corners: readonly { readonly ms: number; readonly times: number }[], ms: number): number {
  const next = corners.findIndex((corner) => corner.ms >= ms);
  const [to, from] = [corners[next], corners[next - 1]];
  if (!to || to.ms === ms || !from) return to?.ms === ms ? to.times : 1;
  return from.times + ((to.times - from.times) * (ms - from.ms)) / (to.ms - from.ms);
}
