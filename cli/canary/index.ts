/** `loadgate canary analyse`: judges the canary of a run, and prints it. */
import { EXIT } from '../../lib/results/index.ts';
import {
  analyseCanary,
  type CanaryAnalysis,
  difference,
  type Measured,
  readCohorts,
} from '../../reports/canary/index.ts';
import { count, milliseconds, percent } from '../../reports/format.ts';
import { RunFolderError, readRunFolder } from '../../reports/run-folder/index.ts';
import { usageError } from '../errors.ts';

const CODES = { pass: EXIT.pass, fail: EXIT.breach, inconclusive: EXIT.inconclusive } as const;

export async function analyse(folder: string, { metric, json }: { metric: Measured; json?: true }): Promise<number> {
  try {
    const { plan, versions } = readRunFolder(folder);
    if (!plan.canary)
      throw usageError(
        `${folder}: its requests are not tagged by cohort`,
        `loadgate run ${plan.workload} --canary search:20`,
      );
    const calls = await readCohorts(folder);
    const commit = versions?.commit ?? null;
    const analysis = analyseCanary({
      split: plan.canary,
      calls,
      measured: metric,
      target: plan.target.kind,
      commit,
      now: Date.now(),
    });
    console.log(json ? JSON.stringify(analysis, null, 2) : told(analysis));
    return CODES[analysis.verdict];
  } catch (error) {
    if (error instanceof RangeError || error instanceof RunFolderError) throw usageError(error.message);
    throw error;
  }
}

function told(analysis: CanaryAnalysis): string {
  const { headline, flag, percent: share, target, overall, operations, success, rollbackCriteria, rollback } = analysis;
  const sign = (holds: boolean | null, good: boolean) => (holds === null ? '?' : holds === good ? '✓' : '✗');
  const criterion = ({ metric, comparison, value, measured }: CanaryAnalysis['success'][number]) =>
    `${metric} ${comparison} ${value}${measured === null ? ' (not measured)' : ` (is ${measured.toFixed(4)})`}`;
  const different = operations.filter((one) => one.verdict === 'worse' || one.verdict === 'better');
  const same = operations.filter((one) => one.verdict === 'same').length;
  const few = operations.filter((one) => one.verdict === 'too-few').length;
  const p95 = (ms: number | null) => (ms === null ? 'unknown' : milliseconds(ms));
  const { errors, canary, control } = overall;
  return [
    headline,
    `${flag}, ${share} % of users, ${target}: ${count(canary.requests)} requests of the canary, ${count(control.requests)} of the control`,
    `errors ${percent(canary.errorRate)} against ${percent(control.errorRate)}, difference ${percent(errors.low)} to ${percent(errors.high)}; p95 ${p95(canary.p95)} against ${p95(control.p95)}`,
    ...different.map((one) => `  ${one.verdict === 'worse' ? '✗' : '✓'} ${difference(one)}`),
    `  ${same} operations alike, ${few} with too few calls to tell`,
    'To grow:',
    ...success.map((one) => `  ${sign(one.holds, true)} ${criterion(one)}`),
    'To take it back:',
    ...rollbackCriteria.map((one) => `  ${sign(one.holds, false)} ${criterion(one)}`),
    ...(rollback === null ? [] : [`Take it back: ${rollback}`]),
  ].join('\n');
}
