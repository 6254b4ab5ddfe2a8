import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EXIT } from '../../lib/results/index.ts';
import { CliError } from '../errors.ts';
import type { ProcessGroup } from './process-group.ts';

/** What a process of ours prints, as one line of JSON, when it listens. */
export interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly pid: number;
}

/** Waits for the ready line (`More`: what that process adds to it); the error of a process that ends before, or stays silent, shows the end of its log. */
export async function readyLine<More = unknown>(group: ProcessGroup, timeoutMs: number): Promise<ReadyLine & More> {
  const { stdout } = group.child;
  if (!stdout) throw new Error(`${group.name} was started without a readable stdout`);
  const lines = createInterface({ input: stdout });
  const problem = (what: string) =>
    new CliError(EXIT.missing, `the ${group.name} process ${what}`, `its log ends with:\n${tail(group.logFile)}`);
  let late: NodeJS.Timeout | undefined;
  const found = await new Promise<ReadyLine>((resolve, reject) => {
    late = setTimeout(() => reject(problem(`was not ready within ${timeoutMs / 1000} s`)), timeoutMs);
    lines.on('line', (line) => {
      const parsed = parseReady(line);
      if (parsed) resolve(parsed);
    });
    group.ended.then(({ code, signal }) =>
      reject(problem(`ended with ${signal ?? `code ${code}`} before it was ready`)),
    );
  }).finally(() => clearTimeout(late));
  // Whatever it still prints is read and dropped, so that it never blocks on a full pipe.
  lines.close();
  stdout.resume();
  return found as ReadyLine & More;
}

function parseReady(line: string): ReadyLine | null {
  try {
    const value: unknown = JSON.parse(line);
    const isReady = typeof value === 'object' && value !== null && 'ready' in value && 'url' in value;
    return isReady ? (value as ReadyLine) : null;
  } catch {
    return null;
  }
}

/** The last lines of a log, for messages; says so where there is no log. */
export function tail(file: string, lines = 8): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch (error) {
    return `(${file}: ${(error as NodeJS.ErrnoException).code})`;
  }
}
