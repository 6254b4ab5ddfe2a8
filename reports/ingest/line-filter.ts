import { Buffer } from 'node:buffer';
import type { DamageLog } from './damage.ts';
import { type Header, isUnixNano, readHeader } from './header.ts';

const [NEWLINE, COMMA, QUOTE] = [10, 44, 34];
const METRIC_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

export interface LineFilterOptions {
  readonly file: string;
  /** Metrics whose rows are passed on. */
  readonly keep: readonly string[];
  /** Metrics whose rows are known to be of no use. */
  readonly skip: readonly string[];
  readonly damage: DamageLog;
  /** Gets the kept rows, whole lines; the buffer is used again after the call. */
  readonly write: (rows: Buffer) => void;
}

/**
 * Passes on the rows that reports need, at the speed of reading bytes: nine of ten rows of k6 are of other metrics, and a line that is neither
 * is damage. Memory: one chunk and one output buffer.
 */
export class LineFilter {
  lines = 0;
  header: Header | null = null;
  /** Set where no row can be used; the reason is in the damage log. */
  unusable = false;
  readonly #options: LineFilterOptions;
  readonly #keep: ReadonlySet<number>;
  readonly #skip: ReadonlySet<number>;
  readonly #out = Buffer.allocUnsafe(1 << 20);
  #used = 0;
  #timesSeen = false;
  #rest: Buffer | null = null;

  constructor(options: LineFilterOptions) {
    this.#options = options;
    this.#keep = new Set(options.keep.map(hashOfName));
    this.#skip = new Set(options.skip.map(hashOfName));
  }

  push(chunk: Buffer): void {
    let data = chunk;
    if (this.#rest) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) {
        this.#rest = Buffer.concat([this.#rest, chunk]);
        return;
      }
      const line = Buffer.concat([this.#rest, chunk.subarray(0, end + 1)]);
      this.#rest = null;
      this.#scan(line);
      data = chunk.subarray(end + 1);
    }
    const done = this.#scan(data);
    if (done < data.length) this.#rest = Buffer.from(data.subarray(done));
  }

  /** Call once after the last chunk. A last line without its newline is damage: nobody knows what it lacks. */
  end(): void {
    if (this.#rest) {
      this.lines++;
      this.#damage('the last line has no end', 'let k6 finish: it was stopped while it wrote this file', this.#rest);
    }
    if (this.#used > 0) this.#options.write(this.#out.subarray(0, this.#used));
    this.#used = 0;
  }

  /** Handles the whole lines of `data`; returns where the first line begins that is not whole. */
  #scan(data: Buffer): number {
    const quotes = data.includes(QUOTE);
    let start = 0;
    while (start < data.length) {
      if (this.unusable) return data.length;
      let at = start;
      let hash = 0;
      for (let byte = data[at]; byte !== undefined && byte !== COMMA && byte !== NEWLINE; byte = data[++at]) {
        hash = (Math.imul(hash, 31) + byte) | 0;
      }
      const end = data.indexOf(NEWLINE, at);
      if (end < 0) return start;
      this.lines++;
      if (this.lines === 1) this.#readHeader(data.toString('latin1', start, end));
      else if (this.#keep.has(hash)) this.#pass(data, start, end, quotes);
      else if (!this.#skip.has(hash)) this.#examine(data, start, at, end, quotes);
      start = end + 1;
    }
    return start;
  }

  #readHeader(line: string): void {
    const header = readHeader(line);
    if ('columns' in header) {
      this.header = header;
      return;
    }
    this.unusable = true;
    this.#options.damage.add({ file: this.#options.file, place: 'line 1', ...header });
  }

  #pass(data: Buffer, start: number, end: number, quotes: boolean): void {
    if (!this.#timesSeen && !this.#timesAreUsable(data.toString('latin1', start, end))) return;
    if (quotes && openQuote(data, start, end)) {
      this.#damage('a quote is opened and not closed', 'see what wrote this line', data.subarray(start, end));
      return;
    }
    const length = end + 1 - start;
    if (this.#used + length > this.#out.length) {
      this.#options.write(this.#out.subarray(0, this.#used));
      this.#used = 0;
    }
    if (length > this.#out.length) this.#options.write(data.subarray(start, end + 1));
    else this.#used += data.copy(this.#out, this.#used, start, end + 1);
  }

  #timesAreUsable(line: string): boolean {
    const timestamp = line.split(',')[1] ?? '';
    this.#timesSeen = isUnixNano(timestamp);
    if (this.#timesSeen) return true;
    this.unusable = true;
    this.#options.damage.add({
      file: this.#options.file,
      place: `line ${this.lines}, column timestamp`,
      problem: `"${timestamp.slice(0, 40)}" is not a time in Unix nanoseconds`,
      fix: 'record with K6_CSV_TIME_FORMAT=unix_nano',
    });
    return false;
  }

  /** A metric of somebody's own is fine; a line that is no row at all may have been one of ours. */
  #examine(data: Buffer, start: number, nameEnd: number, end: number, quotes: boolean): void {
    let commas = 0;
    for (let at = start; at < end; at++) if (data[at] === COMMA) commas++;
    const wanted = (this.header?.columns.length ?? 0) - 1;
    const whole = quotes ? commas >= wanted && !openQuote(data, start, end) : commas === wanted;
    if (whole && METRIC_NAME.test(data.toString('latin1', start, nameEnd))) return;
    this.#damage('is not a row of k6', 'see what wrote this line', data.subarray(start, end));
  }

  #damage(problem: string, fix: string, line: Buffer): void {
    const text = JSON.stringify(line.toString('utf8', 0, 60));
    this.#options.damage.add({
      file: this.#options.file,
      place: `line ${this.lines}`,
      problem: `${problem}: ${text}`,
      fix,
    });
  }
}

function hashOfName(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name)) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash;
}

function openQuote(data: Buffer, start: number, end: number): boolean {
  let open = false;
  for (let at = data.indexOf(QUOTE, start); at >= 0 && at < end; at = data.indexOf(QUOTE, at + 1)) open = !open;
  return open;
}
