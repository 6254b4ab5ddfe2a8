/**
 * Tells what the set-up is doing and how long it may still take: one line that is rewritten on a terminal, else a plain line at the
 * start and at the end of each step. Writes to stderr, so that stdout stays what the command itself says.
 */
export class Progress {
  #out = process.stderr;
  #quiet;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {{ quiet?: boolean }} [options] */
  constructor({ quiet = false } = {}) {
    this.#quiet = quiet;
  }

  /**
   * Runs one step. `work` gets a function to report with: the share that is done (0 to 1) and what it is doing now.
   * @template T
   * @param {string} title
   * @param {number} expectedSeconds how long it takes on a usual machine, until the step reports a share of its own
   * @param {(report: (share: number | undefined, doing?: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async step(title, expectedSeconds, work) {
    const started = Date.now();
    let share = /** @type {number | undefined} */ (undefined);
    let doing = '';
    const draw = () => {
      const elapsed = (Date.now() - started) / 1000;
      this.#redraw(`  ${title}${doing && `: ${doing}`} (${timeLeft(elapsed, share, expectedSeconds)})`);
    };
    if (this.#live) {
      draw();
      this.#timer = setInterval(draw, 250);
    } else this.#line(`  ${title} (about ${seconds(expectedSeconds)}) …`);
    try {
      const result = await work((nextShare, nextDoing = doing) => {
        share = nextShare;
        doing = nextDoing;
      });
      this.#stop();
      this.#line(`  ✓ ${title} (${seconds((Date.now() - started) / 1000)})`);
      return result;
    } catch (error) {
      this.#stop();
      this.#line(`  ✗ ${title}`);
      throw error;
    }
  }

  /** @param {string} text */
  note(text) {
    this.#line(text);
  }

  get #live() {
    return !this.#quiet && this.#out.isTTY === true;
  }

  #stop() {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#out.write('\r\x1b[K');
  }

  /** @param {string} text */
  #redraw(text) {
    this.#out.write(`\r\x1b[K${text.slice(0, Math.max(20, (this.#out.columns ?? 80) - 1))}`);
  }

  /** @param {string} text */
  #line(text) {
    if (!this.#quiet) this.#out.write(`${text}\n`);
  }
}

/**
 * @param {number} elapsed seconds
 * @param {number | undefined} share
 * @param {number} expected seconds
 */
export function timeLeft(elapsed, share, expected) {
  // A share that is nearly nothing says nothing yet about the pace.
  const left = share !== undefined && share >= 0.05 ? (elapsed / share) * (1 - share) : expected - elapsed;
  return left >= 1 ? `about ${seconds(left)} left` : 'nearly done';
}

/** @param {number} value */
function seconds(value) {
  const whole = Math.max(1, Math.round(value));
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
