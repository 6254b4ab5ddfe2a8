import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EXIT, RUN_FILES } from '../../lib/results/index.ts';
import { CliError } from '../errors.ts';

/** `results/<run-id>/`: where everything of one run goes. */
export class RunFolder {
  readonly path: string;

  /** Throws where the folder exists: two runs that began in one second may have drawn the same id, and must not write over each other. */
  constructor(out: string, runId: string) {
    this.path = resolve(out, runId);
    mkdirSync(resolve(out), { recursive: true });
    try {
      mkdirSync(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new CliError(EXIT.usage, `${this.path} belongs to another run`, 'run it again');
    }
    mkdirSync(join(this.path, dirname(RUN_FILES.backendLog)), { recursive: true });
    pointLatest(resolve(out), runId);
  }

  file(name: keyof typeof RUN_FILES): string {
    return join(this.path, RUN_FILES[name]);
  }

  writeJson(name: keyof typeof RUN_FILES, value: unknown): void {
    writeFileSync(this.file(name), `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Removes the database, which is by far the largest file; what was collected from it stays. */
  dropDatabase(): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${this.file('database')}${suffix}`, { force: true });
  }
}

/** Makes `latest` a link to the run. Replaced in one step: a reader never finds it missing. */
function pointLatest(out: string, runId: string): void {
  const aside = join(out, `.latest-${process.pid}`);
  rmSync(aside, { force: true });
  symlinkSync(runId, aside);
  renameSync(aside, join(out, 'latest'));
}
