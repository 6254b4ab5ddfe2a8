const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STEPS = [5, 10, 15, 30].map((s) => s * SECOND).concat([1, 2, 5, 10, 15, 30, 60].map((m) => m * MINUTE));

/** The smallest round step that makes at most `most` ticks. */
export const timeStep = (durationMs: number, most: number): number =>
  STEPS.find((step) => durationMs / step <= most) ?? 60 * MINUTE;

/** `1:30`, `1:02:00`: time since the load began. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / SECOND);
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
