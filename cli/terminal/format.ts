/** `24 min`, `90 s`, `1 min 30 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** `7,800`. */
export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** `4.2 ms`, `45 ms`, `1.20 s`. */
export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** `0.12 %`. */
export const percent = (ratio: number): string => `${(100 * ratio).toFixed(2)} %`;
