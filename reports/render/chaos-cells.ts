import type { InvariantFinding, VerdictStatus } from '../../lib/results/index.ts';
import { count, milliseconds, percent, perSecond } from '../format.ts';
import type { FaultRow, Report, Row } from '../model/index.ts';
import { clock } from './html/charts/time-axis.ts';

/** Faults and invariants as tables of plain text, the same for every renderer. */
export interface ChaosRow {
  readonly status: VerdictStatus | null;
  readonly cells: readonly string[];
}

export const FAULT_HEADS = [
  'Fault',
  'In force',
  'Errors',
  'p95',
  'Requests',
  'Took effect',
  'Recovered',
  'Noticed',
] as const;

export const faultLines = ({ faults }: Report): ChaosRow[] =>
  faults.map((row) => ({ status: row.status === 'unpromised' ? null : row.status, cells: cellsOf(row) }));

/** Where most requests fail, times tell how fast they are refused, not how long anybody waited for an answer. */
const MOSTLY = 0.5;

function cellsOf({ seen, calm, during }: FaultRow): string[] {
  const { fault, appliedMs, revertedMs, effectMs, detectMs, detectedBy, recoverMs } = seen;
  // The check of the fault says why.
  if (appliedMs === null || !during) return [fault.name, 'not applied', '', '', '', '', '', ''];
  const { promises = {} } = fault;
  const change = (of: (row: Row) => string) => `${of(calm)} → ${of(during)}`;
  const noticed = figure(detectMs, promises.detectMs);
  return [
    fault.name,
    `${clock(appliedMs)} to ${revertedMs === null ? 'the end' : clock(revertedMs)}`,
    change(({ errorRate }) => percent(errorRate)),
    change(({ p95, errorRate }) => (p95 === null || errorRate > MOSTLY ? '–' : milliseconds(p95))),
    change(({ rate }) => perSecond(rate)),
    figure(effectMs, promises.effectMs),
    figure(recoverMs, promises.recoverMs),
    detectedBy === null ? noticed : `${noticed}, ${detectedBy.split(':', 1)[0]}`,
  ];
}

/** `1.2 s (≤ 30 s)`: what was seen, and what is promised. */
function figure(ms: number | null, promise: number | undefined): string {
  const seen = ms === null ? (promise === undefined ? '–' : 'not seen') : milliseconds(ms);
  return promise === undefined ? seen : `${seen} (≤ ${milliseconds(promise)})`;
}

export const INVARIANT_HEADS = ['Invariant', 'Checked', 'Violations'] as const;

export const invariantLines = ({ invariants }: Report): ChaosRow[] =>
  (invariants?.findings ?? []).map((finding) => ({
    status: finding.status === 'not-concerned' ? null : finding.status,
    cells: [finding.title, finding.checked === 0 ? '–' : count(finding.checked), violationsOf(finding)],
  }));

function violationsOf({ status, violationCount, reason = 'nothing to check' }: InvariantFinding): string {
  if (status === 'not-concerned' || status === 'inconclusive') return reason;
  return violationCount === 0 ? 'none' : count(violationCount);
}

/** What it was all held against. */
export const evidenceLine = ({ invariants }: Report): string =>
  invariants === null
    ? ''
    : `held against ${count(invariants.operations)} operations as clients saw them and ${count(invariants.documents)} final documents`;
