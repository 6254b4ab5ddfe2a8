import type { Api } from '../api.ts';

const READY = 'ready for the report';

/**
 * Shows reports in tabs of their own. A report is a file that anybody may have made, so it is never opened within the console's origin, where its
 * script could take the token: the tab loads an empty page that the backend sends with a sandbox policy, asks for its report, and gets it as text.
 */
export class ReportTabs {
  readonly #api: Api;
  readonly #waiting = new Map<MessageEventSource, string>();
  readonly #stop = new AbortController();

  constructor(api: Api) {
    this.#api = api;
    addEventListener('message', (event) => void this.#heard(event), { signal: this.#stop.signal });
  }

  /** Call it while a key or button is being pressed. False where the browser allows no new tab. */
  open(runId: string): boolean {
    const tab = window.open('/console/report');
    if (tab) this.#waiting.set(tab, runId);
    return tab !== null;
  }

  /** Tabs that have their report keep it; others get none any more. */
  leave(): void {
    this.#stop.abort();
  }

  async #heard({ source, data }: MessageEvent<unknown>): Promise<void> {
    const runId = source && this.#waiting.get(source);
    if (!runId || data !== READY) return;
    const answer = await this.#api.text(`/api/runs/${runId}/report`).then(
      (report) => ({ report }),
      (error: Error) => ({ problem: `The report could not be read: ${error.message}` }),
    );
    // Once only: what the tab goes on to is no longer ours.
    if ('report' in answer) this.#waiting.delete(source);
    // A sandboxed page has no origin that could be named.
    source.postMessage(answer, { targetOrigin: '*' });
  }
}
