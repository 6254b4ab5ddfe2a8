import { type Baseline, baselinePath, evidenceOf, readBaseline } from '../../reports/baseline/index.ts';
import { HistoryStore, type KnownRun, readBuiltRun } from '../../reports/history/index.ts';
import { usageError } from '../errors.ts';
import { findRunFolder } from '../run-folder.ts';
import { historyOf } from './place.ts';

export interface RunPlaces {
  readonly out: string;
  readonly baselines: string;
}

/** A run by its id, its folder, or as `latest`: from its folder where that is still there, else from the history. */
export function findRun(name: string, { out }: RunPlaces): KnownRun {
  const folder = findRunFolder(name, out);
  if (folder !== undefined) return readable(() => readBuiltRun(folder));
  using store = readable(() => HistoryStore.existing(historyOf(out)));
  const known = readable(() => store?.find(name));
  if (known) return known;
  throw usageError(`no run "${name}" in ${out}, in its history, or as a folder`, `loadgate history list --out ${out}`);
}

/** The baseline that was accepted for runs like `like`. */
export function findBaseline(
  like: KnownRun,
  { baselines }: RunPlaces,
): { path: string; baseline: Baseline; evidence: KnownRun } {
  const { workload, profile } = like.record;
  const path = baselinePath(baselines, workload, profile);
  const baseline = readable(() => readBaseline(path));
  if (!baseline)
    throw usageError(
      `${path}: no baseline was accepted for ${workload} ${profile}`,
      'loadgate baseline accept <run> --by <who> --why <text>',
    );
  return { path, baseline, evidence: readable(() => evidenceOf(path, baseline)) };
}

/** What is wrong with a file of the user's is told as such. */
export function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const known = ['HistoryError', 'BaselineError', 'RunFolderError'];
    if (error instanceof Error && known.includes(error.name)) throw usageError(error.message);
    throw error;
  }
}
