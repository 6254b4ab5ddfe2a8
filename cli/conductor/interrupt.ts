import { EXIT } from '../../lib/results/index.ts';

/** npm and a terminal may both deliver the same Ctrl-C. */
const SAME_PRESS_MS = 1000;

/** Somebody wants the run to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Turns Ctrl-C, SIGTERM, SIGHUP and the death of the process that started this one into an abort signal, so that a run puts everything back
 * before it ends. A second Ctrl-C ends at once; what was started is killed then too, by the reaper.
 */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #onSignal = (signal: string) => this.#stop(signal);
  readonly #onLost = () => this.#stop('the death of the parent process');
  #firstAt = 0;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, this.#onSignal);
    process.on('disconnect', this.#onLost);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  #stop(by: string): void {
    const now = Date.now();
    if (!this.signal.aborted) {
      this.#firstAt = now;
      this.#controller.abort(new Interrupted(by));
    } else if (now - this.#firstAt > SAME_PRESS_MS) process.exit(EXIT.interrupted);
  }

  /**
   * After a stop the process is about to end: the handlers of signals stay, so that the second delivery of the same press does not kill it on its last
   * steps. That of the parent's death goes, since it would keep the channel open, and with it this process alive.
   */
  [Symbol.dispose](): void {
    process.off('disconnect', this.#onLost);
    if (this.signal.aborted) return;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, this.#onSignal);
  }
}
