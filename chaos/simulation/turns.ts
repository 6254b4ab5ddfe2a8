import type { Rng } from '../../lib/random/index.ts';

/**
 * Decides which of the waiting steps goes on next: the one place where a simulated run makes its choice, so that the same seed gives the
 * same interleaving. Everything between two steps runs to its end before the next is chosen.
 */
export class Turns {
  readonly #rng: Rng;
  #waiting: (() => void)[] = [];
  /** Steps taken so far. */
  steps = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  get pending(): number {
    return this.#waiting.length;
  }

  /** Waits to be chosen. After {@link abandon} it waits for ever, as code does whose process was killed. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Lets one waiting step go on and everything that follows from it, up to the next steps; says whether any waited. */
  async next(): Promise<boolean> {
    const [resume] = this.#waiting.splice(this.#rng.below(this.#waiting.length), 1);
    if (!resume) return false;
    this.steps++;
    resume();
    await settled();
    return true;
  }

  /** The process dies: what waited never goes on. */
  abandon(): number {
    const lost = this.#waiting.length;
    this.#waiting = [];
    return lost;
  }
}

/**
 * Resolves once every promise that can be resolved has been: a tick comes after the whole queue of microtasks, and simulated code waits for
 * nothing else (neither timers nor sockets). A turn of the event loop would do the same and cost more than the step itself.
 */
export const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
