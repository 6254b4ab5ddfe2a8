import type { LoadStage } from './types.ts';

/** The planned level at `ms` after the start: linear between stages, from 0; 0 after the last stage. */
export function levelAt(stages: readonly LoadStage[], ms: number): number {
  let fromMs = 0;
  let from = 0;
  for (const stage of stages) {
    if (ms < stage.untilMs) return from + ((stage.level - from) * Math.max(0, ms - fromMs)) / (stage.untilMs - fromMs);
    fromMs = stage.untilMs;
    from = stage.level;
  }
  return 0;
}

/** Users that the plan wants active at `ms`: user `g` is one of them while the level is above `g`. */
export const activeAt = (stages: readonly LoadStage[], ms: number): number => Math.ceil(levelAt(stages, ms));

/** When the level first exceeds `level`, in ms after the start; null where it never does. */
export function timeOfLevel(stages: readonly LoadStage[], level: number): number | null {
  let fromMs = 0;
  let from = 0;
  for (const stage of stages) {
    if (stage.level > level) {
      return from > level ? fromMs : fromMs + ((level - from) / (stage.level - from)) * (stage.untilMs - fromMs);
    }
    fromMs = stage.untilMs;
    from = stage.level;
  }
  return null;
}
