import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Longer response times count as this: ten minutes. */
const MAX_MS = 600_000;

/** Response times in ms, to two significant digits; mergeable, because percentiles of different processes cannot be averaged. */
export const newHistogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MAX_MS,
    numberOfSignificantValueDigits: 2,
    bitBucketSize: 32,
  });

export const recordLatency = (histogram: Histogram, ms: number): void =>
  histogram.recordValue(Math.min(MAX_MS, Math.max(0, Math.round(ms))));

export const encodeHistogram = (histogram: Histogram): string => encodeIntoCompressedBase64(histogram);

export function mergeHistograms(encoded: Iterable<string>): Histogram {
  const sum = newHistogram();
  for (const one of encoded) sum.add(decodeFromCompressedBase64(one));
  return sum;
}
