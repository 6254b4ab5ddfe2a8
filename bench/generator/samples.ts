import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Exact quantiles of a metric in k6's gzipped CSV, from `fromSeconds` after its first sample on. */
export async function quantilesOf(file: string, metric: string, fromSeconds: number): Promise<Quantiles> {
  const values: number[] = [];
  let start = 0;
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const [name, timestamp, value] = line.split(',', 3);
    if (name === 'metric_name') continue;
    const at = Number(timestamp) / 1e9;
    if (start === 0) start = at;
    if (name === metric && at >= start + fromSeconds) values.push(Number(value));
  }
  values.sort((a, b) => a - b);
  const quantile = (q: number) => values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;
  return { count: values.length, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) };
}
