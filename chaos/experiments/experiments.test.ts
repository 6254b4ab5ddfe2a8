import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { buildPlan, phasesOf } from '../../lib/plan/index.ts';
import { parsePlan } from '../../lib/plan/schema.ts';
import { FAULTS } from '../faults/index.ts';
import { checkExperiment, DEFAULT_WORKLOAD, EXPERIMENTS, type Experiment, planExperiment } from './index.ts';

const PROFILES = ['smoke', 'quick', 'full'] as const;
const planOf = (profile: (typeof PROFILES)[number], name: string, experiment: Experiment) => {
  const input = {
    workload: experiment.workload ?? DEFAULT_WORKLOAD,
    profile,
    seed: 1,
    target: { kind: 'embedded' },
    runId: 'r',
    createdAt: '2026-01-02T03:04:05Z',
  } as const;
  const checked = checkExperiment(name, experiment);
  const { faults, spikes } = planExperiment(checked, buildPlan(input));
  return buildPlan({ ...input, experiment: { name, hypothesis: experiment.hypothesis, faults, spikes } });
};

describe.each(Object.entries(EXPERIMENTS))('%s', (name, experiment) => {
  it.each(PROFILES)('makes a valid plan in %s, with a baseline before and a recovery after', (profile) => {
    const plan = planOf(profile, name, experiment);
    expect(parsePlan(JSON.stringify(plan))).toEqual(plan);
    expect(plan.faults).toHaveLength(experiment.faults.length);
    const phases = phasesOf(plan.faults, plan.durationMs).map((phase) => phase.name);
    expect(phases[0]).toBe('baseline');
    expect(phases.at(-1)).toMatch(/^recovery:/);
    for (const fault of plan.faults) expect(phases).toContain(`fault:${fault.name}`);
  });

  it('asks a question', () => {
    expect(experiment.question).toMatch(/\?$/);
    expect(experiment.hypothesis).toMatch(/\.$/);
  });
});

test('launch-day leaves time to recover between its faults in quick', () => {
  const { launchDay } = { launchDay: EXPERIMENTS['launch-day'] };
  const { faults, measured } = planOf('quick', 'launch-day', launchDay as Experiment);
  for (const [i, fault] of faults.entries())
    expect((faults[i + 1]?.applyMs ?? measured.toMs) - fault.revertMs).toBeGreaterThanOrEqual(3_500);
});

test('every experiment has a file of its own, and every fault is used by one', () => {
  const others = ['types', 'objectives', 'schema', 'plan', 'conflicts', 'index'];
  const files = readdirSync(join(import.meta.dirname)).filter((file) => !file.endsWith('.test.ts'));
  expect(files.map((file) => file.slice(0, -3)).sort()).toEqual([...Object.keys(EXPERIMENTS), ...others].sort());
  const used = new Set(Object.values(EXPERIMENTS).flatMap(({ faults }) => faults.map(({ fault }) => fault)));
  expect(Object.keys(FAULTS).filter((fault) => !used.has(fault))).toEqual(['network-slow']);
});

describe('a declaration that is wrong', () => {
  const good = EXPERIMENTS['kill-switch'] as Experiment;
  const fault = good.faults[0] as Experiment['faults'][number];
  const withFaults = (...faults: object[]) => ({ ...good, faults: faults.map((over) => ({ ...fault, ...over })) });

  it.each<[string, unknown, RegExp]>([
    [
      'an unknown key',
      { ...good, hypotesis: 'x' },
      /mine\.ts: not a valid experiment\n {2}top level: there is no "hypotesis"/,
    ],
    ['no faults', { ...good, faults: [] }, /faults: /],
    [
      'an unknown fault',
      withFaults({ fault: 'kil-switch' }),
      /faults\.0 \(chat-killed\)\.fault: there is no fault "kil-switch": use one of kill-switch,/,
    ],
    [
      'an unknown parameter',
      withFaults({ params: { flag: 'chat_paid', flagg: 1 } }),
      /faults\.0 \(chat-killed\)\.params: there is no "flagg"/,
    ],
    [
      'a bad parameter',
      withFaults({ params: { flag: 'Chat Paid' } }),
      /faults\.0 \(chat-killed\)\.params\.flag: give a key/,
    ],
    [
      'a fault outside of the hold',
      withFaults({ at: { hold: 0.9 } }),
      /chat-killed\)\.at: from .* is not within the hold, .* profile smoke/,
    ],
    ['a fault that is too short', withFaults({ lasts: { hold: 0 } }), /chat-killed\)\.lasts: 0 s is too short/],
    [
      'two faults of one name',
      withFaults({}, { at: { hold: 0.6 } }),
      /faults\.1 \(chat-killed\): the name appears twice/,
    ],
    [
      'two faults of one flag at once',
      withFaults({}, { name: 'again', at: { hold: 0.4 } }),
      /"chat-killed" and "again" overlap, and both change flag:chat_paid: move one/,
    ],
    [
      'a flag that is flipped while the backend is dead',
      withFaults({}, { name: 'dead', fault: 'backend-crash', params: {}, at: { hold: 0.4 } }),
      /"chat-killed" and "dead" overlap, and kill-switch needs a backend that answers/,
    ],
    [
      'an invariant that there is not',
      { ...good, invariants: ['no-loss'] },
      /invariants\.0: .*"acknowledged-writes-survive"/,
    ],
    ['no object', 'launch-day', /top level: /],
  ])('%s is named with the fix', (_, value, message) => {
    expect(() => checkExperiment('mine', value, 'mine.ts')).toThrow(message);
  });

  it('a name that cannot name a phase', () => {
    expect(() => checkExperiment('My Experiment', good)).toThrow('use lower-case letters');
  });
});
