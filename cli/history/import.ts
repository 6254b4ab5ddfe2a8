import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '../../lib/results/index.ts';
import { HistoryError, type HistoryStore, RunFolderError, readBuiltRun } from '../../reports/index.ts';

export interface Imported {
  readonly joined: readonly string[];
  /** Folders that could not join, and why. The others did. */
  readonly refused: readonly { readonly folder: string; readonly reason: string }[];
}

/** Joins judged runs to the history: those in `folders`, each a run's own folder or one that holds several. */
export function importRuns(store: HistoryStore, folders: readonly string[]): Imported {
  const joined: string[] = [];
  const refused: { folder: string; reason: string }[] = [];
  for (const folder of folders.flatMap(runFoldersIn)) {
    try {
      const run = readBuiltRun(folder);
      store.join(run);
      joined.push(run.record.runId);
    } catch (error) {
      if (!(error instanceof HistoryError || error instanceof RunFolderError)) throw error;
      refused.push({ folder, reason: error.message });
    }
  }
  return { joined, refused };
}

const isRun = (folder: string): boolean => existsSync(join(folder, RUN_FILES.plan));

/** A folder that is no run and holds none is given back as it is, so that it is refused by name. */
function runFoldersIn(folder: string): string[] {
  if (isRun(folder) || !existsSync(folder)) return [folder];
  // `latest` is a second name of a run that is there.
  const runs = readdirSync(folder)
    .filter((name) => name !== 'latest')
    .map((name) => join(folder, name))
    .filter(isRun);
  return runs.length === 0 ? [folder] : runs.sort();
}
