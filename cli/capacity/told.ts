import type { CapacityReport } from '../../reports/capacity/index.ts';
import { count, dollars, figure, milliseconds, percent, perSecond } from '../../reports/format.ts';

const SIGN = { within: '✓', broken: '✗', unknown: '?' } as const;

/** What a person reads: the answer, then every step. */
export function told(report: CapacityReport): string {
  const { unit, steps, usl, bottleneck, dollarsPerDay, target } = report;
  const ms = (value: number | null) => (value === null ? '–' : milliseconds(value));
  const cell = (value: number | null) => (value === null ? '–' : figure(value));
  const rows = steps.map((it) => [
    ...[SIGN[it.verdict], count(it.load), perSecond(it.throughput), ms(it.p95), percent(it.errorRate), cell(it.cores)],
    ...[ms(it.loopLagP99Ms), it.storePerSecond === null ? '–' : perSecond(it.storePerSecond), it.reason],
  ]);
  const head = ['', unit, 'answered', 'p95', 'errors', 'cores', 'loop p99', 'store', ''];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => (i === head.length - 1 ? text : text.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const scaling = usl
    ? [
        `Scalability: ${percent(usl.sigma)} serialised, coherency ${figure(usl.kappa)}, at most ${perSecond(usl.peakThroughput)} (R² ${figure(usl.r2)})`,
      ]
    : [];
  const limits =
    target === 'staging' ? [] : [`Measured on ${target}: this says nothing about what production carries.`];
  return [
    answer(report),
    ...(bottleneck ? [`What gave way: ${bottleneck}`] : []),
    ...scaling,
    ...(dollarsPerDay === null ? [] : [`A day at that load: ${dollars(dollarsPerDay)} (free tier off)`]),
    ...limits,
    '',
    line(head),
    ...rows.map(line),
  ].join('\n');
}

function answer({ workload, unit, capacity: { low, high, throughput }, steps }: CapacityReport): string {
  if (low === null)
    return `${workload}: not even ${count(steps[0]?.load ?? 0)} ${unit} could be judged within the objectives.`;
  const carried = `${workload}: ${count(low)} ${unit} within the objectives (${perSecond(throughput ?? 0)})`;
  return high === null ? `${carried}; the limit was not found.` : `${carried}, ${count(high)} no more.`;
}
