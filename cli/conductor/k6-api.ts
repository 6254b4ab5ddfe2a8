import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** k6's execution status while it holds before the first iteration (`lib.ExecutionStatusPausedBeforeRun`). */
const PAUSED_BEFORE_RUN = 4;
const POLL_MS = 20;

/** One metric as k6's REST API gives it: `count` and `rate` of counters, `value` of gauges, `p(95)` and others of trends. */
export type MetricSample = Readonly<Record<string, number>>;

/** k6's REST API: v2 has no control of a running test but this, to let it go and to look at its metrics. */
export class K6Api {
  readonly address: string;

  constructor(port: number) {
    this.address = `127.0.0.1:${port}`;
  }

  /** Waits until every VU is initialised and k6 holds; rejects when `signal` aborts. */
  async untilPaused(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if ((await this.#status())?.status === PAUSED_BEFORE_RUN) return;
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  /** Lets the test go. */
  async resume(): Promise<void> {
    await this.#patch({ paused: false });
  }

  /** Ends the test at once, in order: k6 writes what it has and exits with 103. */
  async stop(): Promise<void> {
    await this.#patch({ stopped: true });
  }

  /** A metric's value so far; null before its first sample. */
  async metric(name: string): Promise<MetricSample | null> {
    const body = await this.#get(`/v1/metrics/${encodeURIComponent(name)}`);
    return (body?.data?.attributes?.sample as MetricSample | undefined) ?? null;
  }

  async #patch(attributes: object): Promise<void> {
    const response = await fetch(`http://${this.address}/v1/status`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: { type: 'status', id: 'default', attributes } }),
    });
    if (response.ok) return;
    throw new Error(`k6 refused ${JSON.stringify(attributes)}: ${response.status} ${await response.text()}`);
  }

  async #status(): Promise<{ readonly status: number } | null> {
    const body = await this.#get('/v1/status');
    return (body?.data?.attributes as { status: number } | undefined) ?? null;
  }

  async #get(path: string): Promise<{ data?: { attributes?: Record<string, unknown> } } | null> {
    try {
      const response = await fetch(`http://${this.address}${path}`, { signal: AbortSignal.timeout(5000) });
      return response.ok ? ((await response.json()) as { data?: { attributes?: Record<string, unknown> } }) : null;
    } catch {
      // Not listening yet, or already gone.
      return null;
    }
  }
}

/** A port of loopback that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
