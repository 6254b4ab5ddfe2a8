import type { Ratio } from '../../../compare/index.ts';
import { type Markup, raw } from '../markup.ts';

const WIDTH = 120;
const HEIGHT = 14;
/** The bar spans a halving to a doubling; what lies beyond ends at its edge. */
const MOST = Math.log(2);

/** A ratio with its interval on a logarithmic scale around 1. */
export function intervalBar({ value, low, high }: Ratio): Markup | null {
  if (![value, low, high].every(Number.isFinite)) return null;
  const x = (ratio: number) => {
    const share = Math.max(-1, Math.min(1, Math.log(Math.max(ratio, 1e-9)) / MOST));
    return ((share + 1) / 2) * (WIDTH - 6) + 3;
  };
  const middle = HEIGHT / 2;
  return raw(
    `<svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true"><path class="one" d="M${WIDTH / 2} 0V${HEIGHT}"/><path class="range" d="M${x(low).toFixed(1)} ${middle}H${x(high).toFixed(1)}"/><circle cx="${x(value).toFixed(1)}" cy="${middle}" r="3"/></svg>`,
  );
}
