import type { Check, InvariantFindings } from '../../lib/results/index.ts';
import { costOf } from '../cost/index.ts';
import { judge } from '../judge/index.ts';
import { type Report, reportOf } from '../model/index.ts';
import { counted, healthy, latency, planOf, withWindows } from './evidence.ts';

/** A report in which every name that comes from outside is `name`. */
export function reportNamed(name: string): Report {
  const faults = [{ name, fault: name, params: {}, applyMs: 30_000, revertMs: 50_000 }];
  const plan = { ...planOf({ faults }), runId: name };
  const evidence = healthy(plan);
  const windows = {
    ...withWindows(evidence, {
      latency: [...evidence.windows.latency, latency(name, 1, 300)],
      errors: [counted(name, 1, 30, name)],
      refused: [counted(name, 1, 20, name)],
      marks: [
        { atMs: 30_000, label: name, kind: 'fault' as const },
        { atMs: 50_000, label: name, kind: 'heal' as const },
      ],
      damage: { count: 1, listed: [{ file: name, place: name, problem: name, fix: name }] },
    }).windows,
  };
  const broken: Check = {
    id: name,
    kind: 'invariant',
    title: name,
    status: 'fail',
    reason: name,
    advice: name,
    target: name,
  };
  const verdict = judge({ ...evidence, windows, others: [broken] });
  const billing = {
    schemaVersion: 1 as const,
    rows: [{ feature: name, operation: name, reads: 1e5, writes: 1e5, deletes: 10 }],
  };
  const machine = { platform: name, arch: name, cpuModel: name, cpus: 2, memoryBytes: 8 * 2 ** 30 };
  const versions = { schemaVersion: 1 as const, loadgate: name, commit: name, node: name, k6: name, machine };
  const hardening = [{ system: name, accepted: 10, refused: 2 }];
  const { timeline } = evidence;
  return reportOf({
    ...{ plan, versions, verdict, cost: costOf(plan, windows, billing), windows, hardening, timeline },
    invariants: invariantsNamed(name),
  });
}

/** A rule that holds and one that does not, in the words of whoever broke it. */
const invariantsNamed = (name: string): InvariantFindings => ({
  ...{ schemaVersion: 1, operations: 1234, documents: 5678 },
  findings: [
    {
      ...{ id: 'held', title: 'The ledger sums to zero', source: 'pack 353', status: 'pass', checked: 42 },
      ...{ violationCount: 0, violations: [] },
    },
    {
      ...{ id: name, title: name, source: name, status: 'fail', checked: 7, violationCount: 1 },
      violations: [
        {
          ...{ message: name, operationCount: 9 },
          operations: [
            {
              ...{ id: name, user: name, operation: name, key: name, attempt: 1, invokedAt: 1e12, completedAt: null },
              ...{ outcome: 'info', request: {} },
            },
          ],
        },
      ],
    },
  ],
});
