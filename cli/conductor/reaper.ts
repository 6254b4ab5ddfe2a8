import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Kills the listed process groups when this process ends without having taken them off the list. */
export class Reaper {
  readonly #shell: ChildProcess;

  constructor() {
    const script = fileURLToPath(new URL('./reaper.sh', import.meta.url));
    this.#shell = spawn('/bin/sh', [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    // It lives as long as the pipe; a run that is over does not wait for it.
    this.#shell.unref();
    this.#shell.stdin?.on('error', () => {});
  }

  watch(group: number): void {
    this.#shell.stdin?.write(`+ ${group}\n`);
  }

  release(group: number): void {
    this.#shell.stdin?.write(`- ${group}\n`);
  }

  /** Nothing is watched any longer. */
  close(): void {
    this.#shell.stdin?.end();
  }
}
