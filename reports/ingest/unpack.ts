import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import type { DamageLog } from './damage.ts';
import type { Header } from './header.ts';
import { LineFilter } from './line-filter.ts';
import { READ_METRICS, SKIPPED_METRICS } from './metrics.ts';

const CHUNK = 1 << 20;

export interface Unpacked {
  readonly header: Header | null;
  /** Lines of the file, its header included. */
  readonly lines: number;
}

/**
 * Writes the rows that reports need from k6's gzipped CSV to the plain file `to`, in one pass and bounded memory. What cannot be read goes into
 * `damage`, with its place; everything before (and, for a bad line, after) it is kept. Also proves the stream whole: a
 * gzip that was cut off at the end of a line looks like a complete CSV, only its missing checksum tells.
 */
export async function unpack(from: string, to: string, fileName: string, damage: DamageLog): Promise<Unpacked> {
  const out = openSync(to, 'w');
  const filter = new LineFilter({
    file: fileName,
    keep: READ_METRICS,
    skip: SKIPPED_METRICS,
    damage,
    write: (rows) => {
      for (let done = 0; done < rows.length; ) done += writeSync(out, rows, done);
    },
  });
  try {
    const broken = await inflate(from, (chunk) => filter.push(chunk));
    filter.end();
    if (broken) damage.add({ file: fileName, ...describe(broken, filter.lines) });
    else if (filter.lines === 0) {
      damage.add({ file: fileName, place: 'line 1', problem: 'is empty', fix: "see k6's log: it wrote no sample" });
    }
  } finally {
    closeSync(out);
  }
  return { header: filter.header, lines: filter.lines };
}

/** The numbers of the lines with these texts: a second pass, for the few rows that turned out to be damaged only when they were read. */
export async function locate(from: string, wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  const visit = (line: string) => {
    number++;
    if (wanted.has(line) && !found.has(line)) found.set(line, number);
  };
  await inflate(from, (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) visit(line);
  });
  return found;
}

/** Feeds every byte that can be decompressed to `sink`; returns the error that ended it early, if one did. */
function inflate(from: string, sink: (chunk: Buffer) => void): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve, reject) => {
    const file = createReadStream(from, { highWaterMark: CHUNK });
    const gunzip = createGunzip({ chunkSize: CHUNK });
    file.on('error', resolve);
    gunzip.on('error', resolve);
    gunzip.on('end', () => resolve(null));
    // Data events, not async iteration: that would drop what was unpacked just before an error.
    gunzip.on('data', (chunk: Buffer) => {
      try {
        sink(chunk);
      } catch (error) {
        file.destroy();
        gunzip.destroy();
        reject(error);
      }
    });
    file.pipe(gunzip);
  });
}

function describe(error: NodeJS.ErrnoException, lines: number) {
  if (error.code === 'ENOENT') {
    return { place: 'file', problem: 'does not exist', fix: "see k6's log: it did not start, or wrote no samples" };
  }
  if (error.code === 'Z_BUF_ERROR') {
    return {
      place: `after line ${lines}`,
      problem: 'breaks off: the gzip stream has no end',
      fix: 'let k6 finish: it was killed, or the disk was full, while it wrote this file',
    };
  }
  return {
    place: `after line ${lines}`,
    problem: `cannot be unpacked further (${error.message})`,
    fix: 'copy the run folder again, or repeat the run: bytes of this file are damaged',
  };
}
