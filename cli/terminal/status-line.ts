import { duration } from './format.ts';

const PLAIN_EVERY_MS = 10_000;

/**
 * One line about something that goes on. On a terminal it is rewritten in place; elsewhere (a log, CI) a plain line comes every ten seconds;
 * with `quiet` nothing comes. Writes to stderr, so that stdout carries results only.
 */
export class StatusLine {
  readonly #quiet: boolean;
  readonly #out = process.stderr;
  #plainAt = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  constructor(quiet: boolean) {
    this.#quiet = quiet;
  }

  /** Shows the newest state. */
  update(text: string): void {
    if (this.#quiet) return;
    const now = performance.now();
    if (this.#out.isTTY) {
      this.#out.write(`\r\x1b[K${text.slice(0, Math.max(20, this.#out.columns - 1))}`);
      this.#isDrawn = true;
    } else if (now - this.#plainAt >= PLAIN_EVERY_MS) {
      this.#plainAt = now;
      this.#out.write(`${text}\n`);
    }
  }

  /** Says something that stays. */
  say(text: string): void {
    if (this.#quiet) return;
    this.clear();
    this.#out.write(`${text}\n`);
  }

  clear(): void {
    if (this.#isDrawn) this.#out.write('\r\x1b[K');
    this.#isDrawn = false;
  }
}

/** `███████░░░░░░░░░  44 %  50 s left`. */
export function bar(elapsedMs: number, totalMs: number, width = 20): string {
  const share = Math.min(1, Math.max(0, elapsedMs / totalMs));
  const full = Math.round(share * width);
  const left = share < 1 ? `${duration(totalMs - elapsedMs)} left` : 'ending';
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.round(100 * share)).padStart(3)} %  ${left}`;
}
