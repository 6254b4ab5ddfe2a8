import { HttpError, InfluxDB } from '@influxdata/influxdb-client';
import type { InfluxConfig } from './config.ts';
import type { Spool } from './spool.ts';

/** Points in one request. */
const BATCH = 500;

export interface Delivery {
  /** Points that InfluxDB acknowledged. */
  readonly points: number;
  /** Parcels that were delivered whole. */
  readonly delivered: number;
  /** Parcels that still wait. */
  readonly waiting: number;
  /** Why they do. */
  readonly problem: string | null;
}

/**
 * Delivers what waits, oldest first, and stops at the first parcel that does not get through: an outage is not made longer by trying all. Never throws for an outage.
 * `timeoutMs`: how long one request may take.
 */
export async function deliver(spool: Spool, config: InfluxConfig, timeoutMs = 10_000): Promise<Delivery> {
  let [points, delivered] = [0, 0];
  let problem: string | null = null;
  for (const name of spool.names()) {
    const parcel = spool.read(name);
    if (!parcel) continue;
    const { acknowledged, error } = await write(parcel.lines, config, timeoutMs);
    points += acknowledged;
    if (acknowledged < parcel.lines.length) {
      problem = error ?? 'not every point was acknowledged';
      break;
    }
    spool.done(name);
    delivered++;
  }
  return { points, delivered, waiting: spool.names().length, problem };
}

/**
 * Writes lines and counts what the server acknowledged. The client's own `close()` neither waits for batches that it sends by itself nor rejects when they fail (seen in
 * 1.35), so it gets none to send by itself: each batch is flushed here and awaited, nothing is retried behind our back, and only `writeSuccess` counts as delivered.
 */
async function write(lines: readonly string[], { url, token, org, bucket }: InfluxConfig, timeoutMs: number) {
  let acknowledged = 0;
  let error: string | null = null;
  const api = new InfluxDB({ url, token, timeout: timeoutMs }).getWriteApi(org, bucket, 'ms', {
    batchSize: BATCH + 1,
    flushInterval: 0,
    maxRetries: 0,
    maxBufferLines: 0,
    writeSuccess: (written) => {
      acknowledged += written.length;
    },
    // That it answers keeps the client from logging and from keeping the lines for later.
    writeFailed: (failure) => {
      error ??= problemOf(failure);
      return Promise.resolve();
    },
  });
  for (let from = 0; from < lines.length && error === null; from += BATCH) {
    api.writeRecords(lines.slice(from, from + BATCH));
    await api.flush().catch((failure: unknown) => {
      error ??= problemOf(failure);
    });
  }
  await api.close().catch(() => {});
  return { acknowledged, error };
}

function problemOf(failure: unknown): string {
  if (failure instanceof HttpError) return `HTTP ${failure.statusCode}: ${failure.message}`;
  const code = (failure as { code?: unknown } | null)?.code;
  const said = failure instanceof Error ? failure.message : String(failure);
  return said || String(code ?? 'unknown');
}
