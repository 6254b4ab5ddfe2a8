import { styleText } from 'node:util';
import type { RunRecord } from '../../reports/index.ts';
import { milliseconds } from '../terminal/format.ts';

const COLOUR = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;

/** One line for each run, oldest first. */
export function printRuns(records: readonly RunRecord[], path: string): void {
  if (records.length === 0) {
    console.log(`No run has joined ${path} yet: loadgate run smoke --profile smoke, or loadgate history import`);
    return;
  }
  for (const record of records) {
    const p95 = record.summaries[0]?.p95;
    const status = styleText(COLOUR[record.status], record.status.padEnd(12));
    const load = `${record.workload} ${record.profile} × ${record.scale}`.padEnd(26);
    const latency = `p95 ${p95 === null || p95 === undefined ? '–' : milliseconds(p95)}`.padEnd(13);
    console.log(
      `${record.runId.padEnd(44)} ${status} ${load} ${latency} ${(record.commit ?? 'no commit').slice(0, 10)}`,
    );
  }
}
