import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ROOT } from '../../scripts/setup/places.mjs';
import type { ProcessGroup, ProcessSpec, StartProcess } from './process-group.ts';
import { readyLine } from './ready-line.ts';
import type { RunFolder } from './run-folder.ts';
import type { Seed } from './seeded-database.ts';

/** It is ready within a second; the rest is for a loaded machine. */
const READY_MS = 60_000;
/** What draining its requests may take. */
const DRAIN_MS = 15_000;

export interface BackendSettings {
  readonly place: BackendPlace;
  /** 0: any free one. */
  readonly port: number;
  /** What to seed it with, unless the database is seeded already. */
  readonly seed?: Seed;
  /** The `payments` part of its configuration; null: purchases are refused. */
  readonly payments: object | null;
  /** Folder of the runs that operators may look at on its console; absent: none. */
  readonly results?: string;
}

/** Where a backend keeps its documents and who signs its users in, as the host's arguments and environment say it. */
export interface BackendPlace {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export const inDatabase = (file: string): BackendPlace => ({ args: ['--db', file], env: {} });

/** How the embedded host is started. */
export const backendArguments = (its: BackendSettings): string[] => [
  join(ROOT, 'backend', 'hosts', 'embedded', 'main.ts'),
  ...[...its.place.args, '--port', String(its.port)],
  ...(its.seed ? ['--seed-users', String(its.seed.accounts), '--seed', String(its.seed.seed)] : []),
  ...(its.results === undefined ? [] : ['--results', its.results]),
  ...(its.payments === null ? [] : ['--config', JSON.stringify({ payments: its.payments })]),
];

/** The backend process of a run: seeded from the plan, on a port of loopback that stays the same when it is killed and started again. */
export class EmbeddedBackend {
  readonly url: string;
  /** What its bearer tokens are signed with; of this run alone. */
  readonly secret: string;
  /** Rejects when the process ends without `kill` having been called. */
  readonly diedUnasked: Promise<never>;
  readonly #spec: ProcessSpec;
  readonly #start: StartProcess;
  #reject: (error: Error) => void = () => {};
  #group: ProcessGroup;
  #isWanted = true;

  private constructor(spec: ProcessSpec, start: StartProcess, group: ProcessGroup, url: string, secret: string) {
    this.#spec = spec;
    this.#start = start;
    this.#group = group;
    this.url = url;
    this.secret = secret;
    this.diedUnasked = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.diedUnasked.catch(() => {});
    this.#watch(group);
  }

  /** Starts it over the run's documents, which have been seeded; `settings` are added to its environment. */
  static async open(
    folder: RunFolder,
    place: BackendPlace,
    payments: object,
    start: StartProcess,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<EmbeddedBackend> {
    const secret = randomBytes(32).toString('base64url');
    const spec = (port: number): ProcessSpec => ({
      name: 'backend',
      command: process.execPath,
      args: backendArguments({ place, port, payments }),
      env: { ...process.env, ...place.env, ...settings, LOADGATE_TOKEN_SECRET: secret },
      logFile: folder.file('backendLog'),
      readStdout: true,
      graceMs: DRAIN_MS,
    });
    const group = await start(spec(0));
    const { url } = await readyLine(group, READY_MS);
    return new EmbeddedBackend(spec(Number(new URL(url).port)), start, group, url, secret);
  }

  get pid(): number {
    return this.#group.pid;
  }

  /** False between `kill` and the end of `restart`. */
  get isRunning(): boolean {
    return this.#isWanted;
  }

  /** Ends the process without warning, as a crash or an out-of-memory kill does. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isWanted = false;
    process.kill(this.#group.pid, 'SIGKILL');
    await this.#group.ended;
  }

  /** Starts it again over the same database, at the same address; resolves when it listens. */
  async restart(): Promise<void> {
    this.#group = await this.#start(this.#spec);
    await readyLine(this.#group, READY_MS);
    this.#isWanted = true;
    this.#watch(this.#group);
  }

  /** The run is over: ending is right from now on. */
  dismiss(): void {
    this.#isWanted = false;
  }

  #watch(group: ProcessGroup): void {
    group.ended.then(({ code, signal }) => {
      if (this.#isWanted)
        this.#reject(new Error(`the backend ended with ${signal ?? `code ${code}`}; see ${group.logFile}`));
    });
  }
}
