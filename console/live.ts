import type { Api } from './api.ts';

const POLL_MS = 10_000;
const RECONNECT_MS = 2_000;

export type LiveState = 'live' | 'polling';

/** Calls `changed` whenever flags may have changed: at once over the stream, every ten seconds while there is none. Returns the way to stop. */
export function follow(api: Api, changed: () => void, state: (now: LiveState) => void): () => void {
  const stop = new AbortController();
  const poll = setInterval(() => {
    if (!isLive) changed();
  }, POLL_MS);
  let isLive = false;
  const set = (live: boolean) => {
    isLive = live;
    state(live ? 'live' : 'polling');
  };

  async function listen(): Promise<void> {
    const reader = (await api.stream('/api/flags/stream', stop.signal)).getReader();
    const decoder = new TextDecoder();
    set(true);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (/^event: (snapshot|change|touched)$/m.test(decoder.decode(value))) changed();
    }
  }

  async function keepListening(): Promise<void> {
    while (!stop.signal.aborted) {
      await listen().catch(() => {});
      if (stop.signal.aborted) return;
      set(false);
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }

  void keepListening();
  return () => {
    stop.abort();
    clearInterval(poll);
  };
}
