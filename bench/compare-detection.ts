/**
 * Whether `compare` tells a build with one slower operation from the build as it is, and raises no alarm between equal builds: records runs of both builds in turns, compares
 * them, and writes a table with the outcome of every comparison. What was recorded is kept, so it can be stopped and taken up again.
 *
 *   node bench/compare-detection.ts --folder <folder> [--pairs 10] [--operation swipe] [--percent 30] [--of client|server] [--side 1] [--against 1] [--scale 0.1]
 *     [--compare-only] [--wrap "nice -n 10"]
 *
 * `--percent` is of the operation's median as its clients saw it in the first run (`--of client`), or of each call's own time on the server (`--of server`), which is
 * less of what clients see. `--side`: runs of the new build in a comparison, `--against`: runs of the build as it is, as a history of nights has them. Runs whose load generator was not healthy are not compared; they are listed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Comparison, compareRuns } from '../reports/compare/index.ts';
import { type KnownRun, readBuiltRun } from '../reports/history/index.ts';
import { clientMedianMs } from './compare-detection/median.ts';
import { type Build, record, recorded } from './compare-detection/record.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    pairs: { type: 'string', default: '10' },
    operation: { type: 'string', default: 'swipe' },
    percent: { type: 'string', default: '30' },
    of: { type: 'string', default: 'client' },
    scale: { type: 'string', default: '0.1' },
    side: { type: 'string', default: '1' },
    against: { type: 'string' },
    wrap: { type: 'string', default: '' },
    'compare-only': { type: 'boolean', default: false },
  },
});
const { folder, operation, percent, of } = values;
if (folder === undefined) throw new Error('--folder: name a folder to keep the runs in');
if (of !== 'client' && of !== 'server') throw new Error(`--of: "${of}" is neither client nor server`);
const pairs = Number(values.pairs);
const side = Number(values.side);
const against = Number(values.against ?? side);
if (!values['compare-only']) {
  const { scale } = values;
  const wrap = values.wrap.split(' ').filter((word) => word !== '');
  record({
    folder,
    pairs,
    scale,
    wrap,
    slowdown: () => `${operation}:${of === 'server' ? `+${percent}%` : delayMs()}`,
  });
}

/** ms to add, so that clients wait so much longer than in the first run. */
function delayMs(): string {
  const first = recorded(folder ?? '', 'base', 1);
  if (first === undefined) throw new Error('the first run of the build as it is comes before a slower one');
  const p50 = clientMedianMs(readBuiltRun(first), operation);
  return ((p50 * Number(percent)) / 100).toFixed(3);
}

interface Named {
  readonly name: string;
  readonly run: KnownRun;
}

const unhealthy: string[] = [];
const [base, slow] = (['base', 'slow'] as const).map((build) => runsOf(build));
const lines = [
  '| base | new | same build | outcome | headline |',
  '| --- | --- | --- | --- | --- |',
  ...tell(pairsOf(slow ?? [], () => base ?? [], false)),
  ...tell(pairsOf(base ?? [], (fresh) => (base ?? []).filter((it) => !fresh.includes(it)), true)),
];
const report = `${lines.join('\n')}\n\nNot compared, because the load generator was not healthy: ${unhealthy.join(', ') || 'none'}\n`;
writeFileSync(join(folder, 'table.md'), report);
console.log(report);

function runsOf(build: Build): Named[] {
  return Array.from({ length: pairs }, (_, i) => ({
    name: `${build} ${i + 1}`,
    dir: recorded(folder ?? '', build, i + 1),
  })).flatMap(({ name, dir }) => {
    if (dir === undefined) return [];
    const run = readBuiltRun(dir);
    if (!run.record.measured) unhealthy.push(name);
    return run.record.measured ? [{ name, run }] : [];
  });
}

interface Pair {
  readonly old: readonly Named[];
  readonly fresh: readonly Named[];
  readonly same: boolean;
}

/** Each side of the new build against each of the sides that the others make. Two sides of one build are compared once. */
function pairsOf(runs: readonly Named[], others: (fresh: readonly Named[]) => readonly Named[], same: boolean): Pair[] {
  const seen = new Set<string>();
  return groups(runs, side).flatMap((fresh) =>
    groups(others(fresh), against).flatMap((old) => {
      const names = [fresh, old].map((it) => it.map(({ name }) => name).join()).sort();
      if (seen.has(names.join(' | '))) return [];
      seen.add(names.join(' | '));
      return [{ old, fresh, same }];
    }),
  );
}

/** Sides of `size` runs; no run is in two of them. */
function groups(runs: readonly Named[], size: number): Named[][] {
  return Array.from({ length: Math.floor(runs.length / size) }, (_, i) => runs.slice(i * size, (i + 1) * size));
}

function tell(all: readonly Pair[]): string[] {
  const counts = { regression: 0, 'no-regression': 0, incomparable: 0 };
  const rows = all.map(({ old, fresh, same }) => {
    const comparison: Comparison = compareRuns({ base: old.map((it) => it.run), new: fresh.map((it) => it.run) });
    counts[comparison.conclusion]++;
    const names = (runs: readonly Named[]) => runs.map((it) => it.name).join(' + ');
    return `| ${names(old)} | ${names(fresh)} | ${same ? 'yes' : 'no'} | ${comparison.conclusion} | ${comparison.headline} |`;
  });
  const title =
    all[0]?.same === true ? 'equal builds' : `builds that differ (${operation} +${percent} % of its time at the ${of})`;
  console.log(
    `${title}: ${counts.regression} of ${all.length} called a regression, ${counts.incomparable} incomparable`,
  );
  return rows;
}
