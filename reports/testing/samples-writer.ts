import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const HEADER = 'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata\n';
const PARTS = [
  'http_req_blocked',
  'http_req_connecting',
  'http_req_tls_handshaking',
  'http_req_sending',
  'http_req_waiting',
  'http_req_receiving',
] as const;

export interface RequestSample {
  readonly journey: string;
  readonly operation: string;
  /** Unix ms at which it was sent. */
  readonly sentAt: number;
  readonly durationMs: number;
  readonly status: number;
  readonly errorCode?: number;
}

/** Quotes as encoding/csv of Go does, which k6 writes with. */
const field = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const nanos = (ms: number): string => `${Math.floor(ms)}${String(Math.floor((ms % 1) * 1e6)).padStart(6, '0')}`;

/** Writes samples as k6 2.2 does with `--out csv=….gz`, K6_CSV_TIME_FORMAT=unix_nano and minimal system tags: nine rows for each request. */
export class SamplesWriter {
  readonly #gzip = createGzip({ level: 1 });
  readonly #done: Promise<void>;
  #buffer = HEADER;
  #rows = 0;

  constructor(path: string) {
    this.#done = finished(this.#gzip.pipe(createWriteStream(path)));
  }

  get rows(): number {
    return this.#rows;
  }

  request(sample: RequestSample): void {
    const at = nanos(sample.sentAt + sample.durationMs);
    const failed = sample.status === 0 || sample.status >= 400;
    const tail = `,${sample.errorCode ?? ''},${field(sample.operation)},${field(sample.journey)},${sample.status},,\n`;
    const duration = sample.durationMs.toFixed(6);
    let rows = `http_reqs,${at},1.000000${tail}http_req_duration,${at},${duration}${tail}`;
    for (const part of PARTS) rows += `${part},${at},${part === 'http_req_waiting' ? duration : '0.004000'}${tail}`;
    this.#buffer += `${rows}http_req_failed,${at},${failed ? '1.000000' : '0.000000'}${tail}`;
    this.#rows += PARTS.length + 3;
  }

  /** A sample of a metric of the scenario, or of the executor. */
  metric(name: string, at: number, value: number, journey = '', operation = '', tags = ''): void {
    this.#buffer += `${name},${nanos(at)},${value.toFixed(6)},,${field(operation)},${field(journey)},,${field(tags)},\n`;
    this.#rows++;
  }

  /** Any line, for planting damage. */
  raw(line: string): void {
    this.#buffer += `${line}\n`;
    this.#rows++;
  }

  /** Lets the file catch up: call now and then where millions of samples are written. */
  async flush(): Promise<void> {
    if (this.#buffer.length < 1 << 20) return;
    const more = this.#gzip.write(this.#buffer);
    this.#buffer = '';
    if (!more) await new Promise((resolve) => this.#gzip.once('drain', resolve));
  }

  async close(): Promise<void> {
    this.#gzip.end(this.#buffer);
    await this.#done;
  }
}
