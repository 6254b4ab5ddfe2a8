import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES, type Verdict } from '../../lib/results/index.ts';
import { verdictSchema } from '../../lib/results/schema.ts';
import type { CostReport } from '../cost/index.ts';
import { readWindows } from '../ingest/index.ts';
import { readRunFolder } from '../run-folder/index.ts';
import { HistoryError } from './error.ts';
import { recordOf } from './record.ts';
import type { KnownRun } from './store.ts';
import { historyWindows } from './windows.ts';

/**
 * A run as its folder tells it, once its report was built.
 * @throws RunFolderError where it is no run folder; HistoryError where the report was not built or its files cannot be read
 */
export function readBuiltRun(runDir: string): KnownRun {
  const { plan, versions } = readRunFolder(runDir);
  const read = <T>(file: string, parse: (path: string) => T): T => {
    const path = join(runDir, file);
    if (!existsSync(path))
      throw new HistoryError(`${path}: is missing, because the run was not judged: loadgate report ${runDir}`);
    try {
      return parse(path);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new HistoryError(`${path}: cannot be read (${said}): build it again with loadgate report ${runDir}`);
    }
  };
  const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const windows = read(RUN_FILES.windows, readWindows);
  const verdict: Verdict = read(RUN_FILES.verdict, (path) => verdictSchema.parse(json(path)));
  // `buildReport` writes null where nothing was counted; the file is its own, so its shape needs no second schema.
  const cost = read(RUN_FILES.cost, (path) => json(path) as CostReport | null);
  return { record: recordOf({ plan, versions, windows, cost, verdict }), windows: historyWindows(windows) };
}
