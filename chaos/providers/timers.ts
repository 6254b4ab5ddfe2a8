/** Timers that end with the providers, and that can be made to ring at once while a run settles. */
export class Timers {
  readonly #waiting = new Map<NodeJS.Timeout, () => void>();

  after(ms: number, ring: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      ring();
    }, ms);
    this.#waiting.set(timer, ring);
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Rings everything that waits, now. What this starts anew waits its time. */
  flush(): void {
    const due = [...this.#waiting.entries()];
    this.#waiting.clear();
    for (const [timer, ring] of due) {
      clearTimeout(timer);
      ring();
    }
  }

  stop(): void {
    for (const timer of this.#waiting.keys()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
