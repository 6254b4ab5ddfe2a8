import { expect, test } from 'vitest';
import { EXPERIMENTS } from '../../chaos/experiments/index.ts';
import { buildPlan } from '../../lib/plan/index.ts';
import type { Check, RunVersions } from '../../lib/results/index.ts';
import { tableOf } from './results-table.ts';

const versions: RunVersions = {
  ...{ schemaVersion: 1, loadgate: '0.1.0', commit: null, node: '24.0.0', k6: '2.2.0' },
  machine: { platform: 'linux', arch: 'x64', cpuModel: 'A CPU', cpus: 2, memoryBytes: 8 * 2 ** 30 },
};
const fault = { name: 'chat-killed', fault: 'kill-switch', params: {}, applyMs: 30_000, revertMs: 40_000 };
const plan = buildPlan({
  ...{ workload: 'mixed-10k', profile: 'quick', seed: 1, target: { kind: 'embedded' }, runId: 'r' },
  createdAt: '2026-01-02T03:04:05Z',
  experiment: { name: 'kill-switch', faults: [fault] },
});
const check = (over: Partial<Check>): Check => ({ id: 'x', kind: 'slo', title: 'p95', status: 'pass', ...over });
const result = (checks: readonly Check[], status: 'pass' | 'fail') => ({
  ...{ plan, versions },
  verdict: { schemaVersion: 1 as const, runId: 'r', status, headline: '', checks },
  timeline: [
    { at: 1, kind: 'probe' as const, name: 'chat-killed', detail: { event: 'effect', ms: 47, by: 'x' } },
    { at: 2, kind: 'probe' as const, name: 'chat-killed', detail: { event: 'detected', ms: 1140, by: 'x' } },
  ],
});
const rowOf = (checks: readonly Check[], status: 'pass' | 'fail') =>
  tableOf(new Map([['kill-switch', result(checks, status)]]))
    .split('\n')
    .find((line) => line.startsWith('| `kill-switch`'));

test('each experiment has a row: what held, when it was in force and noticed, what did not hold', () => {
  const back = check({ id: 'fault.chat-killed.recover', kind: 'recovery', value: 1900 });
  const held = rowOf([check({}), back, check({ kind: 'invariant' })], 'pass');
  expect(held).toContain(
    '**holds** (mixed-10k quick, scale 1) | 1 of 1 | chat-killed: in force 0.0 s, noticed 1.1 s, back 1.9 s | nothing |',
  );
  const late = check({ title: 'Recovery | chat', status: 'fail', measured: '9 s', target: '5 s', phase: 'recovery:x' });
  const failed = rowOf(
    [late, check({ kind: 'invariant', status: 'inconclusive', title: 'ledger', reason: 'none' })],
    'fail',
  );
  expect(failed).toContain('**does not hold**');
  expect(failed).toContain('0 of 1');
  expect(failed).toContain('Recovery \\| chat (recovery:x): 9 s, target 5 s<br>ledger: none');
});

test('experiments that were not run say so, and the machine is named once', () => {
  const text = tableOf(new Map([['kill-switch', result([], 'pass')]]));
  for (const name of Object.keys(EXPERIMENTS)) expect(text).toContain(`| \`${name}\` |`);
  expect(text.match(/not run/g)).toHaveLength(Object.keys(EXPERIMENTS).length - 1);
  expect(text.match(/2 × A CPU, 8 GiB, Node 24\.0\.0, k6 2\.2\.0/g)).toHaveLength(1);
});
