import type { Check } from '../../lib/results/index.ts';
import {
  type Baseline,
  BaselineError,
  baselinePath,
  checkBaseline,
  evidenceOf,
  readBaseline,
} from '../baseline/index.ts';
import { HistoryError, HistoryStore, type KnownRun, type RunRecord, seriesKey } from '../history/index.ts';
import { checkTrend } from '../trend/index.ts';

export interface RegressionSources {
  /** The history's file; it need not be there yet. */
  readonly history: string;
  /** Folder of the accepted baselines. */
  readonly baselines: string;
  /** A run that cannot be held against a baseline decides nothing. Default: it is judged without, and says so. */
  readonly required?: boolean;
}

export interface Regression {
  readonly checks: readonly Check[];
  /** What was compared with what, or why nothing was: never left unsaid. */
  readonly note: string;
}

/**
 * Holds a run against what was accepted as normal and against the runs before it. Both decide only where a team has accepted a baseline: before that, nobody
 * said what normal is, and the note tells.
 */
export function regressionOf(run: KnownRun, sources: RegressionSources): Regression {
  const { workload, profile } = run.record;
  const path = baselinePath(sources.baselines, workload, profile);
  try {
    const baseline = readBaseline(path);
    if (!baseline) {
      const how = 'loadgate baseline accept <run> --by <who> --why <text>';
      return undecided(`no baseline was accepted for ${workload} ${profile} (${how})`, sources);
    }
    return against(run, path, baseline, sources);
  } catch (error) {
    if (!(error instanceof BaselineError || error instanceof HistoryError)) throw error;
    // Somebody accepted a baseline, and it cannot be read: that is never the same as having none.
    return inconclusive(error.message);
  }
}

function against(run: KnownRun, path: string, baseline: Baseline, sources: RegressionSources): Regression {
  const evidence = evidenceOf(path, baseline);
  const { comparison, checks } = checkBaseline(baseline, evidence, run);
  if (checks.length === 0) return undecided(comparison.headline, sources);
  const before = earlier(run.record, sources.history);
  const trend = checkTrend([...before, run.record], evidence.record.startedAt);
  const note = `held against ${baseline.run}, accepted by ${baseline.accepted.by}: ${baseline.accepted.why}`;
  const few = trend ? '' : '; too few like runs yet for change points';
  return { checks: [...checks, ...(trend ? [trend] : [])], note: `${note}${few}` };
}

/** Runs like this one that began before it, oldest first: judging an old run again sees what was known then. */
function earlier(record: RunRecord, history: string): RunRecord[] {
  using store = HistoryStore.existing(history);
  const runs = store?.records({ series: seriesKey(record) }) ?? [];
  return runs.filter((it) => it.measured && it.runId !== record.runId && it.startedAt < record.startedAt);
}

const undecided = (reason: string, { required = false }: RegressionSources): Regression =>
  required ? inconclusive(reason) : { checks: [], note: reason };

const inconclusive = (reason: string): Regression => ({
  note: reason,
  checks: [
    {
      id: 'regression.baseline',
      kind: 'regression',
      title: 'Held against the baseline',
      status: 'inconclusive',
      reason,
      advice: 'loadgate baseline show; loadgate baseline accept',
    },
  ],
});
