import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPERIMENTS } from '../../chaos/experiments/index.ts';
import type { RunPlan } from '../../lib/plan/index.ts';
import { parsePlan } from '../../lib/plan/schema.ts';
import { type Check, RUN_FILES, type RunVersions, type TimelineRecord, type Verdict } from '../../lib/results/index.ts';
import { usageError } from '../errors.ts';

interface Result {
  readonly plan: RunPlan;
  readonly verdict: Verdict;
  readonly versions: RunVersions;
  readonly timeline: readonly TimelineRecord[];
}

/** Prints the table, or writes it to a file. */
export function printTable(out: string, file?: string): void {
  const results = newestOfEach(out);
  if (results.size === 0) throw usageError(`${out} holds no judged run of an experiment`, 'loadgate chaos run --all');
  const text = tableOf(results);
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
}

/** The newest judged run of each shipped experiment; ids sort by time. */
function newestOfEach(out: string): Map<string, Result> {
  const results = new Map<string, Result>();
  const runs = existsSync(out) ? readdirSync(out).sort() : [];
  for (const run of runs) {
    const at = (file: keyof typeof RUN_FILES) => join(out, run, RUN_FILES[file]);
    if (run === 'latest' || !existsSync(at('plan')) || !existsSync(at('verdict'))) continue;
    const read = (file: keyof typeof RUN_FILES) => readFileSync(at(file), 'utf8');
    const plan = parsePlan(read('plan'), at('plan'));
    if (plan.experiment === null || !Object.hasOwn(EXPERIMENTS, plan.experiment)) continue;
    const timeline = read('timeline')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TimelineRecord);
    const verdict = JSON.parse(read('verdict')) as Verdict;
    results.set(plan.experiment, { plan, verdict, timeline, versions: JSON.parse(read('versions')) as RunVersions });
  }
  return results;
}

const WORD = { pass: 'holds', fail: 'does not hold', inconclusive: 'undecided' } as const;

export function tableOf(results: ReadonlyMap<string, Result>): string {
  const rows = Object.keys(EXPERIMENTS).flatMap((name) => {
    const result = results.get(name);
    return result ? [rowOf(name, result)] : [`| \`${name}\` | ${EXPERIMENTS[name]?.question} | not run | | | |`];
  });
  return [
    '# Results of the shipped experiments',
    '',
    'Written by `loadgate chaos run --all --write docs/chaos-results.md`; not edited by hand. A hypothesis holds where every objective, promise and invariant of the run does.',
    'Noticed: by the system itself, after the fault began. Back: the objectives hold again, after the fault was put back.',
    '',
    '| Experiment | Question | Hypothesis | Invariants | Noticed and back | What did not hold |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...machinesOf([...results.values()]),
    '',
  ].join('\n');
}

function rowOf(name: string, result: Result): string {
  const { plan, verdict } = result;
  const invariants = verdict.checks.filter(({ kind }) => kind === 'invariant');
  const held = invariants.filter(({ status }) => status === 'pass').length;
  const cells = [
    `\`${name}\``,
    EXPERIMENTS[name]?.question ?? '',
    `**${WORD[verdict.status]}** (${plan.workload} ${plan.profile}, scale ${plan.scale})`,
    invariants.length === 0 ? 'none judged' : `${held} of ${invariants.length}`,
    plan.faults.map((fault) => timesOf(fault.name, result)).join('<br>'),
    verdict.checks
      .filter(({ status }) => status !== 'pass')
      .map(failureOf)
      .join('<br>') || 'nothing',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** Effect and detection as the probes of the run saw them; recovery as it was judged from the samples. */
function timesOf(fault: string, { timeline, verdict }: Result): string {
  const probed = (event: string) =>
    timeline.find(({ kind, name, detail }) => kind === 'probe' && name === fault && detail?.event === event)?.detail
      ?.ms;
  const recovered = verdict.checks.find(({ id }) => id === `fault.${fault}.recover`)?.value;
  const told = { 'in force': probed('effect'), noticed: probed('detected'), back: recovered };
  const times = Object.entries(told).flatMap(([words, ms]) =>
    ms === undefined ? [] : [`${words} ${(Number(ms) / 1000).toFixed(1)} s`],
  );
  return `${fault}: ${times.join(', ') || '–'}`;
}

const failureOf = ({ title, phase, measured, target, reason }: Check): string =>
  `${title}${phase ? ` (${phase})` : ''}: ${measured ?? reason ?? 'not judged'}${target ? `, target ${target}` : ''}`;

function machinesOf(results: readonly Result[]): string[] {
  const lines = results.map(({ versions: { machine, k6, node }, plan }) => {
    const gib = Math.round(machine.memoryBytes / 2 ** 30);
    return `${plan.createdAt.slice(0, 10)}, ${machine.cpus} × ${machine.cpuModel}, ${gib} GiB, Node ${node}, k6 ${k6}`;
  });
  return [...new Set(lines)].map((line) => `Measured ${line}.`);
}
