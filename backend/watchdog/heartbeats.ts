import type { Histogram } from 'hdr-histogram-js';
import type { SystemContext, WatchedService } from '../operations/index.ts';
import { encodeHistogram, newHistogram, recordLatency } from './latencies.ts';
import { SERVICES } from './services.ts';

/** One operation of a service, as pack 353 §5 reports it. */
export interface Heartbeat {
  readonly operationType: string;
  /** In ms; absent where nothing was measured. */
  readonly responseTime?: number;
  readonly success: boolean;
  readonly error?: string;
}

/** What one process saw of a service within one slice of time. `latencies`: an encoded histogram. */
export interface Slice {
  readonly [field: string]: number | string;
  readonly start: number;
  readonly operations: number;
  readonly errors: number;
  readonly latencies: string;
}

/** `serviceHeartbeats/{service}~{process}`: written by that process alone, whole, so that no two processes fight over it. */
export interface HeartbeatDoc {
  readonly [field: string]: Slice[] | number | string | null;
  readonly service: WatchedService;
  readonly firstHeartbeatAt: number;
  readonly lastHeartbeatAt: number;
  readonly lastSuccessAt: number | null;
  readonly lastError: string | null;
  readonly slices: Slice[];
}

export const HEARTBEATS = 'serviceHeartbeats';
/** How long heartbeats are gathered in memory before they are written. A process that dies takes at most these with it. */
export const FLUSH_EVERY_MS = 5_000;
/** A window is this many slices, and one more that it reaches into. */
const SLICES_PER_WINDOW = 6;
export const sliceMs = (service: WatchedService): number => SERVICES[service].checkEveryMs / SLICES_PER_WINDOW;

interface LiveSlice {
  readonly start: number;
  operations: number;
  errors: number;
  readonly latencies: Histogram;
}

interface Live {
  /** Since the process began. */
  operations: number;
  errors: number;
  firstHeartbeatAt: number;
  lastHeartbeatAt: number;
  lastSuccessAt: number | null;
  lastError: string | null;
  current: LiveSlice;
  closed: Slice[];
  dirty: boolean;
}

type Part = Pick<SystemContext, 'store' | 'clock' | 'random' | 'log'>;

/**
 * The heartbeats of this process: counted in memory, so that an operation pays nanoseconds and no write, and written every
 * {@link FLUSH_EVERY_MS} by whichever operation comes next. A write that fails is made up for by the next one, because each writes
 * all slices of its window.
 */
export class HeartbeatRecorder {
  readonly #live = new Map<WatchedService, Live>();
  #process: string | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #flushing: Promise<void> | undefined;

  record(ctx: Part, service: WatchedService, { responseTime, success, error }: Heartbeat): void {
    const now = ctx.clock.now();
    const live = this.#liveOf(service, now);
    live.lastHeartbeatAt = now;
    live.dirty = true;
    live.operations++;
    live.current.operations++;
    if (responseTime !== undefined) recordLatency(live.current.latencies, responseTime);
    if (success) live.lastSuccessAt = now;
    else {
      live.errors++;
      live.current.errors++;
      live.lastError = (error ?? 'unknown').slice(0, 200);
    }
  }

  /** Operations and failed ones of each service since the process began. */
  totals(): readonly { readonly service: WatchedService; readonly operations: number; readonly errors: number }[] {
    return [...this.#live].map(([service, { operations, errors }]) => ({ service, operations, errors }));
  }

  /** Starts a write if one is due; its failure is logged, never thrown at the operation that happened to start it. */
  flushIfDue(ctx: Part): void {
    if (ctx.clock.now() - this.#flushedAt < FLUSH_EVERY_MS) return;
    this.flush(ctx).catch((error: unknown) => ctx.log.warn('heartbeats not written', { error: String(error) }));
  }

  /** Writes what has changed since the last time. */
  flush(ctx: Part): Promise<void> {
    this.#flushing ??= this.#write(ctx).finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #write({ store, clock, random }: Part): Promise<void> {
    this.#flushedAt = clock.now();
    this.#process ??= random.id();
    const dirty = [...this.#live].filter(([, live]) => live.dirty);
    if (dirty.length === 0) return;
    for (const [, live] of dirty) live.dirty = false;
    try {
      await store.batch((writer) => {
        for (const [service, live] of dirty)
          writer.set(`${HEARTBEATS}/${service}~${this.#process}`, docOf(service, live));
      });
    } catch (error) {
      for (const [, live] of dirty) live.dirty = true;
      throw error;
    }
  }

  #liveOf(service: WatchedService, now: number): Live {
    const length = sliceMs(service);
    const start = Math.floor(now / length) * length;
    const fresh = (): LiveSlice => ({ start, operations: 0, errors: 0, latencies: newHistogram() });
    let live = this.#live.get(service);
    if (!live) {
      const at = {
        operations: 0,
        errors: 0,
        firstHeartbeatAt: now,
        lastHeartbeatAt: now,
        lastSuccessAt: null,
        lastError: null,
      };
      live = { ...at, current: fresh(), closed: [], dirty: true };
      this.#live.set(service, live);
    }
    if (live.current.start !== start) {
      const oldest = start - SLICES_PER_WINDOW * length;
      live.closed = [...live.closed, encoded(live.current)].filter((slice) => slice.start >= oldest);
      live.current = fresh();
    }
    return live;
  }
}

const encoded = ({ start, operations, errors, latencies }: LiveSlice): Slice => ({
  start,
  operations,
  errors,
  latencies: encodeHistogram(latencies),
});

const docOf = (service: WatchedService, live: Live): HeartbeatDoc => {
  const { firstHeartbeatAt, lastHeartbeatAt, lastSuccessAt, lastError, current, closed } = live;
  const slices = [...closed, encoded(current)];
  return { service, firstHeartbeatAt, lastHeartbeatAt, lastSuccessAt, lastError, slices };
};
