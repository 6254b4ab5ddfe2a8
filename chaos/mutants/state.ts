import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { HuntVerdict } from './hunt.ts';

/** What is known of each mutant so far, by its id, so that a long hunt can be made in pieces. */
export type Verdicts = Map<string, HuntVerdict>;

/** @throws Error where the file is there and is no such state */
export function readState(file: string | undefined): Verdicts {
  if (file === undefined || !existsSync(file)) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, HuntVerdict>));
  } catch (cause) {
    throw new Error(`${file} is no state of a hunt: remove it to hunt from the start`, { cause });
  }
}

export function writeState(file: string | undefined, verdicts: Verdicts): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(Object.fromEntries(verdicts), null, 2)}\n`);
}
