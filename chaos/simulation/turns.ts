import type { Rng } from '../../lib/random/index.ts';

interface Waiting {
  readonly label: string;
  readonly resume: () => void;
}

/**
 * Decides which of the waiting steps goes on next: the one place where a simulated run makes its choice, so that the same seed gives the
 * same interleaving. Everything between two steps runs to its end before the next is chosen.
 */
export class Turns {
  readonly #rng: Rng;
  #waiting: Waiting[] = [];
  /** Steps taken so far, for limits and time lines. */
  steps = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  get pending(): number {
    return this.#waiting.length;
  }

  /** Waits to be chosen. After {@link abandon} it waits for ever, as code does whose process was killed. */
  take(label: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ label, resume: resolve });
    });
  }

  /** Lets one waiting step go on and everything that follows from it, up to the next steps; says which. Null when none waits. */
  async next(): Promise<string | null> {
    const index = this.#rng.below(this.#waiting.length);
    const [chosen] = this.#waiting.splice(index, 1);
    if (!chosen) return null;
    this.steps++;
    chosen.resume();
    await settled();
    return chosen.label;
  }

  /** The process dies: what waited never goes on. */
  abandon(): number {
    const lost = this.#waiting.length;
    this.#waiting = [];
    return lost;
  }
}

/** After one turn of the event loop all promises that could be resolved have been: simulated code uses neither timers nor sockets. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
