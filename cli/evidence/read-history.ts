import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { analyticsEventId } from '../../lib/events/index.ts';
import type { HistoryEnd, HistoryRecord } from '../../lib/history/index.ts';

export interface ReadHistory {
  readonly records: readonly HistoryRecord[];
  /** Why it is not whole: rules that need it cannot be judged then. */
  readonly problem: string | null;
}

/** Reads a run's history. Whole means that each of so many writers has told how much it wrote, and that so much is there. */
export async function readHistory(file: string, writers: number): Promise<ReadHistory> {
  if (!existsSync(file)) return { records: [], problem: 'the run has no history' };
  const records: HistoryRecord[] = [];
  const ends = new Map<string, number>();
  const intern = new Interner();
  let unreadable = 0;
  const problems: string[] = [];
  const lines = createGunzip();
  const read = pipeline(createReadStream(file), lines).catch((error: unknown) => {
    problems.push(`the history breaks off (${(error as Error).message})`);
  });
  try {
    for await (const line of createInterface({ input: lines })) {
      try {
        const parsed = JSON.parse(line) as HistoryRecord | HistoryEnd;
        if ('writer' in parsed) ends.set(parsed.writer, parsed.records);
        else records.push(slim(parsed, intern));
      } catch {
        unreadable++;
      }
    }
  } catch {
    // The stream's own error is told by the pipeline.
  }
  await read;
  const told = [...ends.values()].reduce((sum, n) => sum + n, 0);
  if (unreadable > 0) problems.push(`${unreadable} lines of the history cannot be read`);
  if (ends.size < writers) problems.push(`${writers - ends.size} of ${writers} VUs did not finish their history`);
  else if (told !== records.length)
    problems.push(`${told} operations were recorded, ${records.length} are in the history`);
  return { records, problem: problems.length === 0 ? null : problems.join('; ') };
}

/** Few different texts appear in many records: each is kept once. */
class Interner {
  readonly #texts = new Map<string, string>();
  of(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

function slim(record: HistoryRecord, intern: Interner): HistoryRecord {
  const { request, key } = record;
  const common = { ...record, user: intern.of(record.user), operation: intern.of(record.operation) };
  // Batches are recorded by their length.
  if (typeof request.events !== 'number' || key === null) return common;
  const events = Array.from({ length: request.events }, (_, i) => ({ eventId: analyticsEventId(key, i) }));
  return { ...common, request: { ...request, events } };
}
