import { type FileHandle, open } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import type { LoadCounters, LoadCounts } from './load-counters.ts';

const CHUNK_BYTES = 256 * 1024;
const DURATION = 'http_req_duration,';
const ERRORS = 'op_errors,';

/**
 * What the load does right now, read from the samples while k6 writes them (about a second behind it). k6 could tell by itself, but only by keeping
 * every sample of every metric in memory until it ends: several hundred megabytes in a long run.
 */
export class LiveSamples implements LoadCounters {
  readonly #file: string;
  readonly #gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  #offset = 0;
  #rest = '';
  #requests = 0;
  #errors = 0;
  #durations: number[] = [];
  #reading: Promise<void> = Promise.resolve();

  /** `file`: k6's gzipped CSV, which need not exist yet. */
  constructor(file: string) {
    this.#file = file;
    this.#gunzip.setEncoding('latin1');
    this.#gunzip.on('data', (text: string) => this.#take(text));
    // A file that is cut short is the ingest's to report.
    this.#gunzip.on('error', () => {});
  }

  async counts(): Promise<LoadCounts> {
    await this.#read();
    return { requests: this.#requests, errors: this.#errors };
  }

  /** p95 of the requests that ended since the last time that this was asked, ms; null where there were none. */
  async p95(): Promise<number | null> {
    const sorted = this.#durations.sort((a, b) => a - b);
    this.#durations = [];
    return sorted[Math.floor(0.95 * sorted.length)] ?? null;
  }

  /** Readers take turns, since they share the place in the file. */
  #read(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readOn());
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.#file);
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, this.#offset);
        if (bytesRead === 0) return;
        this.#offset += bytesRead;
        await new Promise((resolve) => this.#gunzip.write(buffer.subarray(0, bytesRead), resolve));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    } finally {
      await handle?.close();
    }
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(DURATION)) {
        this.#requests++;
        this.#durations.push(readingOf(line));
      } else if (line.startsWith(ERRORS)) {
        this.#errors += readingOf(line);
      }
    }
  }
}

/** The third of `metric_name,timestamp,metric_value,…`. */
function readingOf(line: string): number {
  const from = line.indexOf(',', line.indexOf(',') + 1) + 1;
  return Number(line.slice(from, line.indexOf(',', from)));
}
