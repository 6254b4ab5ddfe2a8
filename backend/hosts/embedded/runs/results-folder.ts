import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunOutcome, RunsView } from '../../../../lib/api/index.ts';
import { parseRunId, RUN_FILES, type RunIdParts } from '../../../../lib/results/index.ts';
import { OperationError } from '../../../../lib/wire/index.ts';
import { type FileText, readBounded } from './bounded-file.ts';
import { type RunRead, readRun } from './read-run.ts';
import { hasFile, placeOf } from './run-place.ts';

/** So many runs are read at most for one page that was asked for by outcome: the rest is for the next page. */
const MOST_LOOKED_AT = 100;
/** A report takes a few hundred kilobytes. */
const MOST_REPORT_BYTES = 32 * 1024 * 1024;

export interface RunsAsked {
  readonly limit: number;
  /** The run that the page before ended at. */
  readonly after?: string;
  readonly workload?: string;
  readonly outcome?: RunOutcome;
}

export interface RunsPage extends Pick<RunsView, 'runs' | 'lookedAt' | 'workloads'> {
  /** The run that was looked at last; null where there is none after it. */
  readonly last: string | null;
}

/** A name that has the form of run ids. */
export interface RunNamed {
  readonly runId: string;
  readonly parts: RunIdParts;
}

/** A folder of run folders, read anew for each request: runs come and go beside it. */
export class ResultsFolder {
  readonly path: string;

  /** @param path absolute; it need not exist yet */
  constructor(path: string) {
    this.path = path;
  }

  /** A page of runs, newest first. Names are listed of all, files are read of those asked for only. */
  async page({ limit, after, workload, outcome }: RunsAsked): Promise<RunsPage> {
    const all = await this.#names();
    const wanted = all.filter(
      ({ runId, parts }) =>
        (after === undefined || runId < after) && (workload === undefined || parts.workload === workload),
    );
    const most = outcome === undefined ? limit : MOST_LOOKED_AT;
    const runs: RunRead[] = [];
    let lookedAt = 0;
    while (runs.length < limit && lookedAt < Math.min(most, wanted.length)) {
      const next = wanted.slice(lookedAt, Math.min(lookedAt + limit - runs.length, most));
      const read = await Promise.all(next.map(({ runId, parts }) => readRun(this.path, runId, parts)));
      runs.push(...read.flatMap((run) => (run && (outcome ?? run.view.outcome) === run.view.outcome ? [run] : [])));
      lookedAt += next.length;
    }
    return {
      runs: runs.map(({ view }) => view),
      last: lookedAt < wanted.length ? (wanted[lookedAt - 1]?.runId ?? null) : null,
      lookedAt,
      workloads: [...new Set(all.map(({ parts }) => parts.workload))].sort(),
    };
  }

  /** One run; null where there is none of this name. */
  async run({ runId, parts }: RunNamed): Promise<(RunRead & { readonly hasReport: boolean }) | null> {
    const read = await readRun(this.path, runId, parts);
    return read && { ...read, hasReport: await this.#isThere(runId) };
  }

  /** The HTML report of one run. */
  async report({ runId }: RunNamed): Promise<FileText> {
    if ((await placeOf(this.path, runId)) !== 'folder') return null;
    return readBounded(this.#reportOf(runId), MOST_REPORT_BYTES);
  }

  async #isThere(runId: string): Promise<boolean> {
    return (await placeOf(this.path, runId)) === 'folder' && (await hasFile(this.#reportOf(runId)));
  }

  #reportOf(runId: string): string {
    return join(this.path, runId, RUN_FILES.report);
  }

  /** What is named as a run, newest first. A folder that is not there yet has none. */
  async #names(): Promise<RunNamed[]> {
    const names = await readdir(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new OperationError('unavailable', `the results folder ${this.path} cannot be read (${error.code})`);
    });
    return names
      .flatMap((runId) => {
        const parts = parseRunId(runId);
        return parts ? [{ runId, parts }] : [];
      })
      .sort((a, b) => (a.runId < b.runId ? 1 : -1));
  }
}
