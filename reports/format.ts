/** How figures are written for people, the same everywhere: `1,234`, `84 ms`, `2.4 s`, `0.02 %`, `$4.50`. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (value: number): string => grouped.format(value);

const compacted = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `40K`, `1.2M`: for axes. */
export const compact = (value: number): string => compacted.format(value);

/** By number of decimals: making a formatter takes a thousand times as long as using one. */
const DECIMALS = Array.from(
  { length: 7 },
  (_, maximumFractionDigits) => new Intl.NumberFormat('en-US', { maximumFractionDigits }),
);

/** Three significant digits, without exponents. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return DECIMALS[Math.min(digits, 6)]?.format(value) ?? String(value);
}

export const milliseconds = (ms: number): string =>
  Math.abs(ms) < 1000 ? `${figure(ms)} ms` : `${figure(ms / 1000)} s`;

export const percent = (ratio: number): string => `${figure(ratio * 100)} %`;

export const perSecond = (rate: number): string => `${rate < 10 ? figure(rate) : count(rate)}/s`;

const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Dollars: cents from one cent on, else as many digits as say something. */
export function dollars(value: number): string {
  if (value === 0) return '$0';
  if (Math.abs(value) < 0.01) return `$${figure(value)}`;
  return `$${cents.format(value)}`;
}

/** Length of a stretch of time: `90 s`, `24 min`, `1 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const bytes = (value: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${figure(value / 1024 ** power)} ${units[power]}`;
};

/** A share of a budget: `94.6 %`, and from ten times on `12×`. */
export const timesOver = (ratio: number): string => (ratio < 10 ? percent(ratio) : `${compact(ratio)}×`);

/** `1 error`, `2 errors`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
