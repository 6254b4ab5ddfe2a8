import { styleText } from 'node:util';
import { z } from 'zod';
import {
  type CheckedExperiment,
  DEFAULT_WORKLOAD,
  EXPERIMENTS,
  planExperiment,
} from '../../chaos/experiments/index.ts';
import { FAULTS, type FaultKind } from '../../chaos/faults/index.ts';
import { buildPlan, type PlannedFault } from '../../lib/plan/index.ts';
import { duration } from '../terminal/format.ts';
import { findExperiment } from './find-experiment.ts';

const print = (value: unknown) => console.log(JSON.stringify(value, null, 2));

/** `loadgate chaos list`. */
export function list(json: boolean): void {
  const all = Object.entries(EXPERIMENTS);
  if (json) {
    print({
      experiments: all.map(([name, { title, question, workload = DEFAULT_WORKLOAD, faults }]) => {
        return { name, title, question, workload, faults: faults.map(({ fault }) => fault) };
      }),
    });
    return;
  }
  for (const [name, { question, faults }] of all) {
    console.log(`${styleText('bold', name)}\n  ${question}`);
    console.log(`  ${styleText('dim', [...new Set(faults.map(({ fault }) => fault))].join(', '))}\n`);
  }
}

/** `loadgate chaos faults`. */
export function listFaults(json: boolean): void {
  const faults: [string, FaultKind][] = Object.entries(FAULTS);
  if (json) {
    print({
      faults: faults.map(([name, { summary, needs, params }]) => {
        return { name, summary, needs, params: z.toJSONSchema(params, { io: 'input' }) };
      }),
    });
    return;
  }
  for (const [name, { summary, params }] of faults) {
    console.log(`${styleText('bold', name)}  ${summary}`);
    const known = paramsOf(params);
    if (known !== '') console.log(`  ${known}`);
  }
}

/** `flag, everyMs (500)`: names, with defaults. */
export function paramsOf(params: FaultKind['params']): string {
  const { properties = {}, required = [] } = z.toJSONSchema(params, { io: 'input' });
  return Object.entries(properties)
    .map(([name, schema]) => {
      const by = typeof schema === 'object' ? schema.default : undefined;
      return required.includes(name) || by === undefined ? name : `${name} (${JSON.stringify(by)})`;
    })
    .join(', ');
}

/** `loadgate chaos show`. */
export async function show(given: string, json: boolean): Promise<void> {
  const checked = await findExperiment(given);
  const schedule = scheduleOf(checked);
  const { name, experiment, faults } = checked;
  const { title, question, hypothesis, workload = DEFAULT_WORKLOAD } = experiment;
  if (json) {
    const told = schedule.map((planned) => ({ ...planned, sentence: faults.get(planned.name)?.sentence }));
    print({ name, title, question, hypothesis, workload, profile: 'quick', faults: told });
    return;
  }
  console.log(`${styleText('bold', name)}  ${title}\n\n  ${question}\n  Hypothesis: ${hypothesis}\n`);
  console.log(`  On ${workload}, in the quick profile:`);
  for (const planned of schedule) {
    const { applyMs, revertMs, promises = {}, slos = [] } = planned;
    const sentence = faults.get(planned.name)?.sentence ?? '';
    console.log(`  ${seconds(applyMs)} to ${seconds(revertMs)}  ${styleText('bold', planned.name)}  ${sentence}`);
    const promised = Object.entries(promises).map(([what, ms]) => `${WORDS[what] ?? what} within ${duration(ms)}`);
    const meanwhile = slos.map((slo) => `meanwhile ${slo.title} ${slo.comparison} ${slo.objective}`);
    for (const line of [...promised, ...meanwhile]) console.log(`${' '.repeat(22)}${line}`);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  effectMs: 'in force everywhere',
  detectMs: 'noticed by the system itself',
  recoverMs: 'objectives hold again',
};

const seconds = (ms: number) => `${(ms / 1000).toFixed(1).padStart(6)} s`;

function scheduleOf(checked: CheckedExperiment): readonly PlannedFault[] {
  const frame = buildPlan({
    workload: checked.experiment.workload ?? DEFAULT_WORKLOAD,
    profile: 'quick',
    seed: 1,
    target: { kind: 'embedded' },
    runId: 'schedule',
    createdAt: new Date(0).toISOString(),
  });
  return planExperiment(checked, frame).faults;
}
