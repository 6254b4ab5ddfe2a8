import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RUN_FILES, TimelineRecord, Verdict } from '../../lib/results/index.ts';
import { RUN_FILES as FILES } from '../../lib/results/index.ts';

const BIN = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tool as a user starts it, in a folder of its own that is removed at the end. */
export class Tool implements Disposable {
  readonly cwd = mkdtempSync(join(tmpdir(), 'loadgate-e2e-'));

  /** Starts the tool; `child` is the process, `ended` settles with what it said. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: this.cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    const ended = once(child, 'exit').then(async ([code]) => {
      // The pipes may still hold the last words, unless what it started keeps them open.
      await Promise.race([once(child, 'close'), new Promise((resolve) => setTimeout(resolve, 500))]);
      return { code: code as number | null, stdout, stderr };
    });
    return { child, ended };
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(args, env).ended;
  }

  path(file: keyof typeof RUN_FILES): string {
    return join(this.cwd, 'results', 'latest', FILES[file]);
  }

  verdict(): Verdict {
    return JSON.parse(readFileSync(this.path('verdict'), 'utf8')) as Verdict;
  }

  timeline(): TimelineRecord[] {
    if (!existsSync(this.path('timeline'))) return [];
    const lines = readFileSync(this.path('timeline'), 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as TimelineRecord);
  }

  [Symbol.dispose](): void {
    rmSync(this.cwd, { recursive: true, force: true });
  }
}
