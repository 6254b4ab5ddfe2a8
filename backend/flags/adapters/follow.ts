import type { Logger } from '../../ports/index.ts';

export interface Followed {
  /** Base URL of another backend process over the same store. */
  readonly url: string;
  /** Gives a bearer token that is valid now. */
  readonly token: () => string;
}

const RECONNECT_MS = [250, 1_000, 5_000];

/**
 * Hears of flag changes that another process makes, over its stream; calls `changed` at each, and at each connection (what happened
 * before it is unknown). While there is no connection the cache's own time limit is the fall-back. Returns the way to stop.
 */
export function followFlags({ url, token }: Followed, changed: () => void, log: Logger): () => void {
  const stop = new AbortController();
  let failures = 0;

  async function connect(): Promise<void> {
    const response = await fetch(`${url}/api/flags/stream`, {
      headers: { authorization: `Bearer ${token()}` },
      signal: stop.signal,
    });
    if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
    if (failures > 0) log.info('following flags again', { url });
    failures = 0;
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      const text = decoder.decode(chunk);
      // Heartbeats are comments; an event may come in pieces.
      if (!text.startsWith(':') || text.includes('event:')) changed();
    }
    throw new Error('ended');
  }

  async function keepConnected(): Promise<void> {
    while (!stop.signal.aborted) {
      await connect().catch((error: unknown) => {
        if (!stop.signal.aborted && failures++ === 0)
          log.warn('flags of the other process are polled', { url, error: String(error) });
      });
      if (!stop.signal.aborted) await pause(RECONNECT_MS[Math.min(failures, RECONNECT_MS.length) - 1] ?? 250);
    }
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      stop.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });

  void keepConnected();
  return () => stop.abort();
}
