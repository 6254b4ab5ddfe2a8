import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const WAITING = '.lp';

/** Points of one run that were not acknowledged yet. */
export interface Parcel {
  readonly name: string;
  readonly lines: readonly string[];
}

/**
 * Runs that wait for InfluxDB, one file each. A file is durable before anybody counts on it, and goes only once every point of it was acknowledged; whatever happens in
 * between, the whole file is delivered again, which changes nothing in InfluxDB.
 */
export class Spool {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  put(runId: string, lines: readonly string[]): void {
    mkdirSync(this.#folder, { recursive: true });
    const path = join(this.#folder, `${encodeURIComponent(runId)}${WAITING}`);
    const draft = `${path}.${process.pid}.draft`;
    const file = openSync(draft, 'w');
    try {
      writeSync(file, lines.map((line) => `${line}\n`).join(''));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  }

  /** Names of the waiting parcels, oldest run first: run ids begin with their time. */
  names(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(WAITING))
      .sort();
  }

  /** Undefined where another process has delivered it meanwhile. */
  read(name: string): Parcel | undefined {
    const path = join(this.#folder, name);
    if (!existsSync(path)) return undefined;
    return {
      name,
      lines: readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    };
  }

  done(name: string): void {
    rmSync(join(this.#folder, name), { force: true });
  }
}
