import { appendFileSync } from 'node:fs';
import type { TimelineRecord } from '../../lib/results/index.ts';

/** Appends to `timeline.jsonl`. Each record is on disk when `add` returns: a run that is killed still tells how far it came. */
export class Timeline {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** `at` is Unix milliseconds; now where it is left out. */
  add(kind: TimelineRecord['kind'], name: string, detail?: TimelineRecord['detail'], at = Date.now()): void {
    const record: TimelineRecord = { at, kind, name, ...(detail && { detail }) };
    appendFileSync(this.#file, `${JSON.stringify(record)}\n`);
  }
}
