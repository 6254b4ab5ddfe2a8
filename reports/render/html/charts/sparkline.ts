import { type Markup, raw } from '../markup.ts';

const WIDTH = 96;
const HEIGHT = 22;

/** A word-sized line of the values over time, from 0 to their highest. */
export function sparkline(values: readonly (number | null)[]): Markup | null {
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  if (highest === 0 || values.length < 2) return null;
  let path = '';
  let pen = 'M';
  for (const [i, value] of values.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const x = (i / (values.length - 1)) * WIDTH;
    const y = HEIGHT - 1 - (value / highest) * (HEIGHT - 2);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  }
  return raw(
    `<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true"><path d="${path}"/></svg>`,
  );
}
