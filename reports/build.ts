import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES, type Verdict } from '../lib/results/index.ts';
import { type CostOptions, costOf } from './cost/index.ts';
import { historyWindows, recordOf } from './history/index.ts';
import { ingest, writeWindows } from './ingest/index.ts';
import { judge } from './judge/index.ts';
import { type Report, reportOf } from './model/index.ts';
import { type RegressionSources, regressionOf } from './regression/index.ts';
import { renderHtml } from './render/html/page.ts';
import { renderJunit } from './render/junit.ts';
import { renderMarkdown } from './render/markdown.ts';
import { renderTerminal } from './render/terminal.ts';
import { readRunFolder } from './run-folder/index.ts';

export interface BuildOptions {
  readonly cost?: CostOptions;
  /** Colours in {@link BuiltReport.terminal}. Default false. */
  readonly colour?: boolean;
  /** What the run is held against beside its own objectives; absent: nothing. */
  readonly regression?: RegressionSources;
}

export interface BuiltReport {
  readonly verdict: Verdict;
  /** Paths of the files that were written, by their names in RUN_FILES. */
  readonly outputs: Readonly<Record<'windows' | 'verdict' | 'cost' | 'report' | 'summary' | 'junit', string>>;
  /** What to print: the verdict first. */
  readonly terminal: string;
  readonly report: Report;
}

/**
 * Judges, prices and renders the run in `runDir` from its files (and, where asked, from the runs before it); building it again gives the same files. Samples that are damaged or missing make the verdict
 * inconclusive. Throws `RunFolderError` where the folder has no valid plan, and a RangeError for a region without prices.
 */
export async function buildReport(runDir: string, options: BuildOptions = {}): Promise<BuiltReport> {
  const run = readRunFolder(runDir);
  const { plan, versions, timeline, billing, finalState, others, invariants } = run;
  const windows = await ingest(runDir, plan, timeline);
  const cost = costOf(plan, windows, billing, options.cost);
  const evidence = { plan, windows, timeline, finalState, others };
  const alone = judge(evidence);
  const known = {
    record: recordOf({ plan, versions, windows, cost, verdict: alone }),
    windows: historyWindows(windows),
  };
  const regression = options.regression ? regressionOf(known, options.regression) : null;
  const verdict = regression ? judge({ ...evidence, others: [...others, ...regression.checks] }) : alone;
  const hardening = finalState?.hardening ?? [];
  const note = regression && { regression: regression.note };
  const shown = { plan, versions, verdict, cost, windows, hardening, timeline, invariants };
  const report = reportOf({ ...shown, ...note });
  const path = (file: keyof typeof RUN_FILES) => join(runDir, RUN_FILES[file]);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  writeWindows(path('windows'), windows);
  writeFileSync(path('verdict'), json(verdict));
  writeFileSync(path('cost'), json(cost));
  writeFileSync(path('report'), renderHtml(report));
  writeFileSync(path('summary'), renderMarkdown(report));
  writeFileSync(path('junit'), renderJunit(report));
  const outputs = {
    windows: path('windows'),
    verdict: path('verdict'),
    cost: path('cost'),
    report: path('report'),
    summary: path('summary'),
    junit: path('junit'),
  };
  return { verdict, outputs, terminal: renderTerminal(report, { colour: options.colour ?? false }), report };
}
