import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Fast: the compressor shares the machine with the load. */
const GZIP_LEVEL = 1;
/** How k6's logger writes what a scenario says through the console: `time="…" level=info msg="…" source=console`. */
const CONSOLE_LINE = /^time="[^"]*" level=info msg=(".*") source=console$/;

/**
 * Takes k6's output apart while it runs: what the scenario wrote through the console goes to `historyFile`, gzipped, everything else to `logFile`. Memory does
 * not grow with the run: k6 waits where the disk is slower. Resolves when both files are whole.
 */
export async function splitOutput(stdout: Readable, historyFile: string, logFile: string): Promise<void> {
  const log = createWriteStream(logFile, { flags: 'a' });
  const historyOf = new Transform({
    readableObjectMode: false,
    writableObjectMode: true,
    transform(line: string, _, done) {
      const text = historyIn(line);
      if (text === null) log.write(`${line}\n`);
      done(null, text === null ? undefined : `${text}\n`);
    },
  });
  await pipeline(
    createInterface({ input: stdout }),
    historyOf,
    createGzip({ level: GZIP_LEVEL }),
    createWriteStream(historyFile),
  );
  await new Promise<void>((resolve) => log.end(resolve));
}

/** The records in a line of the log; null where it has none. Go quotes as JSON does, but for characters that no record holds. */
export function historyIn(line: string): string | null {
  const quoted = CONSOLE_LINE.exec(line)?.[1];
  if (quoted === undefined) return null;
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' && text.startsWith('{') ? text : null;
  } catch {
    return null;
  }
}
