/** Digits after the point of a currency's minor unit: 2 for USD, 0 for JPY. */
function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Apple's milliunits (19.99 USD = 19990) in the minor unit. May have a fraction, which then equals no price of ours. */
export const fromMilliunits = (price: number, currency: string): number => price / 10 ** (3 - minorDigits(currency));

/** Google's `Money` (whole units as a text, and billionths) in the minor unit. */
export function fromMoney({ units, nanos }: { units: string; nanos: number }, currency: string): number {
  const digits = minorDigits(currency);
  return Number(units) * 10 ** digits + nanos / 10 ** (9 - digits);
}
