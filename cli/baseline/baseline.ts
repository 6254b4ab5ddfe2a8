import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../lib/results/index.ts';
import {
  type Baseline,
  baselineCheckDocument,
  baselinePath,
  baselinesDocument,
  checkBaseline,
  readBaseline,
  type Tolerances,
  writeBaseline,
} from '../../reports/baseline/index.ts';
import { usageError } from '../errors.ts';
import { findBaseline, findRun, type RunPlaces, readable } from '../history/find-run.ts';
import { milliseconds, percent } from '../terminal/format.ts';

/** Writes the baseline of a run's workload and profile, and says what a reviewer should look at. */
export function accept(
  name: string,
  accepted: { readonly by: string; readonly why: string },
  places: RunPlaces,
  tolerances: Tolerances,
): number {
  for (const [option, text] of Object.entries(accepted))
    if (text.trim() === '') throw usageError(`--${option} is empty`, 'say it: the file is there to be reviewed');
  const run = findRun(name, places);
  const { record } = run;
  if (!record.measured || record.machine === null) {
    const why = record.machine === null ? 'nothing says on which machine it ran' : 'its load generator was not healthy';
    throw usageError(`${record.runId} cannot be a baseline: ${why}`, 'accept a run that measured the target');
  }
  const path = baselinePath(places.baselines, record.workload, record.profile);
  const before = readable(() => readBaseline(path));
  const baseline = writeBaseline(path, run, { ...accepted, at: new Date().toISOString() }, tolerances);
  console.log(
    `${path}: ${record.runId} is normal from now on. Commit it with ${baseline.evidence.file}, so that it is reviewed.`,
  );
  if (before) console.log(`Before: ${before.run}, accepted by ${before.accepted.by}: ${before.accepted.why}`);
  return EXIT.pass;
}

/** Lists the baselines of a folder. */
export function show(folder: string, json: boolean): number {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const all = names.sort().flatMap((name) => readable(() => readBaseline(join(folder, name))) ?? []);
  if (json) console.log(JSON.stringify(baselinesDocument(all), null, 2));
  else if (all.length === 0)
    console.log(`No baseline in ${folder} yet: loadgate baseline accept latest --by <who> --why <text>`);
  else for (const baseline of all) print(baseline);
  return EXIT.pass;
}

function print({ workload, profile, scale, target, machine, run, accepted, figures }: Baseline): void {
  const [total] = figures;
  console.log(`${workload} ${profile} × ${scale}, ${target} target, ${machine ?? 'unknown machine'}`);
  console.log(`  ${run}, accepted by ${accepted.by} on ${accepted.at.slice(0, 10)}: ${accepted.why}`);
  const p95 = total?.p95 === null || total?.p95 === undefined ? '–' : milliseconds(total.p95);
  console.log(
    `  p95 ${p95}, errors ${percent(total?.errorRate ?? 0)}, ${Math.round(total?.perSecond ?? 0)} requests/s`,
  );
}

/** Holds a run against its baseline. */
export function check(name: string, places: RunPlaces, json: boolean): number {
  const run = findRun(name, places);
  const { baseline, evidence } = findBaseline(run, places);
  const checked = checkBaseline(baseline, evidence, run);
  const { comparison, checks } = checked;
  const failed = checks.some((it) => it.status === 'fail');
  const exit = checks.length === 0 ? EXIT.inconclusive : failed ? EXIT.breach : EXIT.pass;
  if (json) console.log(JSON.stringify(baselineCheckDocument(run.record.runId, baseline, checked), null, 2));
  else {
    console.log(
      `${run.record.runId} against ${baseline.run}, accepted by ${baseline.accepted.by}: ${baseline.accepted.why}`,
    );
    if (checks.length === 0) console.log(comparison.headline);
    for (const { status, title, target, measured } of checks)
      console.log(`${status === 'pass' ? '✓' : '✗'} ${title}: ${measured ?? '–'} (${target ?? ''})`);
  }
  return exit;
}
