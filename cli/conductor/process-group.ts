import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import type { Reaper } from './reaper.ts';

export interface ProcessSpec {
  /** For messages: `backend`, `k6`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Gets stderr, and stdout unless `readStdout`. */
  readonly logFile: string;
  readonly readStdout?: boolean;
  /** How long it may take to end in good order at the end of the run before it is killed; default 5 s. */
  readonly graceMs?: number;
}

/** How a run starts a program: it ends with the run at the latest, however the run ends. */
export type StartProcess = (spec: ProcessSpec) => Promise<ProcessGroup>;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One program of a run, leader of a process group of its own: Ctrl-C in the terminal reaches the conductor alone, which decides the order. */
export class ProcessGroup implements AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly child: ChildProcess;
  readonly #graceMs: number;
  /** Settles when the program has ended and its output is read. */
  readonly ended: Promise<Ending>;
  #isOver = false;

  private constructor(spec: ProcessSpec, child: ChildProcess, pid: number, reaper: Reaper) {
    this.name = spec.name;
    this.logFile = spec.logFile;
    this.child = child;
    this.#graceMs = spec.graceMs ?? 5000;
    this.pid = pid;
    this.ended = once(child, 'close').then(([code, signal]) => {
      this.#isOver = true;
      this.#signal('SIGKILL');
      reaper.release(pid);
      return { code, signal };
    });
  }

  /** Rejects where the program cannot be started. */
  static async start(spec: ProcessSpec, reaper: Reaper): Promise<ProcessGroup> {
    const log = openSync(spec.logFile, 'a');
    const child = spawn(spec.command, spec.args, {
      detached: true,
      stdio: ['ignore', spec.readStdout ? 'pipe' : log, log],
      ...(spec.env && { env: spec.env }),
      ...(spec.cwd && { cwd: spec.cwd }),
    });
    const { pid } = child;
    if (pid !== undefined) reaper.watch(pid);
    const group = pid === undefined ? null : new ProcessGroup(spec, child, pid, reaper);
    await once(child, 'spawn');
    if (group === null) throw new Error(`${spec.name} has no process id`);
    return group;
  }

  /** Asks the program to end, and ends it when its grace is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) this.#signal('SIGTERM');
    const impatience = setTimeout(() => this.#signal('SIGKILL'), this.#graceMs);
    await this.ended;
    clearTimeout(impatience);
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group is already gone.
    }
  }
}
