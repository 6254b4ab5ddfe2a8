import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { RunWindows } from './windows.ts';

/** Writes `windows.json.gz`. */
export function writeWindows(path: string, windows: RunWindows): void {
  writeFileSync(path, gzipSync(JSON.stringify(windows), { level: 5 }));
}

/** Reads `windows.json.gz`. Throws where it is not one, with its path. */
export function readWindows(path: string): RunWindows {
  let value: unknown;
  try {
    value = JSON.parse(gunzipSync(readFileSync(path)).toString());
  } catch (error) {
    throw new Error(
      `${path}: cannot be read (${error instanceof Error ? error.message : error}): build the report again`,
    );
  }
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value) || value.schemaVersion !== 1) {
    throw new Error(`${path}: not windows of schema version 1: build the report again with this version`);
  }
  return value as RunWindows;
}
