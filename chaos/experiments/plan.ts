import { z } from 'zod';
import type { LoadSpike, PlannedFault, ProfileName } from '../../lib/plan/index.ts';
import { WORKLOADS } from '../../lib/workloads/index.ts';
import { FAULTS, type Fault, isFaultName } from '../faults/index.ts';
import { conflicts } from './conflicts.ts';
import { experimentName, mistakesOf, parseExperiment } from './schema.ts';
import type { Experiment, ExperimentFault } from './types.ts';

/** An experiment that cannot be carried out; the message has a line for each mistake: its place and the fix. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
}

/** An experiment whose every fault is known and whose parameters are right. */
export interface CheckedExperiment {
  readonly name: string;
  readonly experiment: Experiment;
  /** By the planned fault's name. */
  readonly faults: ReadonlyMap<string, Fault>;
}

/** The part of a plan that times are relative to. */
export interface RunFrame {
  readonly durationMs: number;
  readonly measured: { readonly fromMs: number; readonly toMs: number };
}

export const DEFAULT_WORKLOAD = 'mixed-10k';
const PROFILES: readonly ProfileName[] = ['smoke', 'quick', 'full'];
const SHORTEST_MS = 500;

/**
 * Checks a declaration from anywhere: its form, its faults and their parameters, and its schedule in every profile of its workload. `source` (a file, or the name) is
 * for messages. Throws {@link ExperimentError}.
 */
export function checkExperiment(name: string, value: unknown, source = `experiment ${name}`): CheckedExperiment {
  const fail = (mistakes: readonly string[]): never => {
    throw new ExperimentError([`${source}: not a valid experiment`, ...mistakes.map((line) => `  ${line}`)].join('\n'));
  };
  const named = experimentName.safeParse(name);
  if (!named.success) fail([`its name "${name}": ${named.error.issues[0]?.message}`]);
  const parsed = parseExperiment(value);
  if ('mistakes' in parsed) return fail(parsed.mistakes);
  const { experiment } = parsed;
  const mistakes: string[] = [];
  const faults = new Map<string, Fault>();
  for (const [i, declared] of experiment.faults.entries()) {
    const place = `faults.${i} (${declared.name})`;
    if (faults.has(declared.name)) mistakes.push(`${place}: the name appears twice: give each fault a name of its own`);
    const bound = bind(declared, place);
    if (Array.isArray(bound)) mistakes.push(...bound);
    else faults.set(declared.name, bound);
  }
  if (mistakes.length > 0) fail(mistakes);
  const checked = { name, experiment, faults };
  const workload = WORKLOADS[experiment.workload ?? DEFAULT_WORKLOAD];
  for (const profile of PROFILES) {
    const durationMs = workload.durationMs[profile];
    const measured = { fromMs: durationMs * workload.ramp.up, toMs: durationMs * (1 - workload.ramp.down) };
    const wrong = scheduleMistakes(checked, { durationMs, measured });
    if (wrong.length > 0) fail(wrong.map((line) => `${line} (${workload.name}, profile ${profile})`));
  }
  return checked;
}

function bind({ fault, params = {} }: ExperimentFault, place: string): Fault | string[] {
  if (!isFaultName(fault))
    return [`${place}.fault: there is no fault "${fault}": use one of ${Object.keys(FAULTS).join(', ')}`];
  try {
    return FAULTS[fault].bind(fault, params);
  } catch (error) {
    if (error instanceof z.ZodError) return mistakesOf(error, `${place}.params`);
    throw error;
  }
}

/** The faults on the clock of a run. Throws {@link ExperimentError} where they do not fit into it. */
export function planExperiment(
  checked: CheckedExperiment,
  frame: RunFrame,
): { readonly faults: readonly PlannedFault[]; readonly spikes: readonly LoadSpike[] } {
  const mistakes = scheduleMistakes(checked, frame);
  if (mistakes.length > 0)
    throw new ExperimentError([`experiment ${checked.name}: does not fit into this run`, ...mistakes].join('\n  '));
  const faults = checked.experiment.faults.map((fault) => plannedOf(checked, fault, frame));
  const spikes = faults.flatMap(({ name, applyMs: fromMs, revertMs: toMs }) => {
    const { loadFactor: factor = 1 } = checked.faults.get(name) ?? {};
    return factor === 1 ? [] : [{ fromMs, toMs, factor }];
  });
  return { faults, spikes };
}

function plannedOf(
  { faults }: CheckedExperiment,
  { name, fault, at, lasts, promises, slos }: ExperimentFault,
  { measured }: RunFrame,
): PlannedFault {
  const hold = measured.toMs - measured.fromMs;
  const applyMs = Math.round(measured.fromMs + at.hold * hold + (at.plusMs ?? 0));
  const length = Math.min(
    Math.max(lasts.hold * hold, lasts.atLeastMs ?? 0),
    lasts.atMostMs ?? Number.POSITIVE_INFINITY,
  );
  const revertMs = Math.round(applyMs + length);
  const params = faults.get(name)?.params ?? {};
  return { name, fault, params, applyMs, revertMs, ...(promises && { promises }), ...(slos && { slos }) };
}

function scheduleMistakes(checked: CheckedExperiment, frame: RunFrame): string[] {
  const { fromMs, toMs } = frame.measured;
  const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`;
  const planned = checked.experiment.faults.map((fault) => plannedOf(checked, fault, frame));
  const mistakes = planned.flatMap(({ name, applyMs, revertMs }, i) => {
    const place = `faults.${i} (${name})`;
    if (revertMs - applyMs < SHORTEST_MS)
      return [`${place}.lasts: ${seconds(revertMs - applyMs)} is too short: at least 0.5 s, raise hold or atLeastMs`];
    if (applyMs < fromMs || revertMs > toMs)
      return [
        `${place}.at: from ${seconds(applyMs)} to ${seconds(revertMs)} is not within the hold, ${seconds(fromMs)} to ${seconds(toMs)}: move it or shorten it`,
      ];
    return [];
  });
  return [...mistakes, ...conflicts(planned, checked.faults)];
}
