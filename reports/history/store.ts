import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HistoryError } from './error.ts';
import { seriesKey } from './like.ts';
import type { RunRecord } from './record.ts';
import { TABLES, TABLES_VERSION } from './tables.ts';
import type { HistoryWindow } from './windows.ts';

/** How long one process waits for another that is writing, ms. */
const BUSY_MS = 30_000;

export interface KnownRun {
  readonly record: RunRecord;
  readonly windows: readonly HistoryWindow[];
}

/**
 * The history: every built run, in one SQLite file that nothing has to be installed for. SQLite rather than DuckDB because many processes join it at
 * once, one small run at a time, and any of them may be killed: a run is in it whole or not at all. A file that cannot be read is never touched.
 */
export class HistoryStore implements Disposable {
  readonly #db: DatabaseSync;
  readonly #path: string;

  /** @throws HistoryError where the file is no history, is damaged, or was written by a later version */
  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#db = this.#guarded(() => new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true }));
    try {
      this.#guarded(() => this.#prepare());
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Opens what is there; undefined where there is no history yet: reading makes no file. */
  static existing(path: string): HistoryStore | undefined {
    return existsSync(path) ? new HistoryStore(path) : undefined;
  }

  /** Adds a run, or replaces what was known of it: doing it twice is doing it once. */
  join({ record, windows }: KnownRun): void {
    this.#guarded(() => {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        this.#db.prepare('DELETE FROM runs WHERE run_id = ?').run(record.runId);
        this.#insertRun(record);
        this.#insertWindows(record.runId, windows);
        this.#db.exec('COMMIT');
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** Records, oldest first; of one series ({@link seriesKey}), of one workload, or all. */
  records(of: { readonly series?: string; readonly workload?: string } = {}): RunRecord[] {
    return this.#guarded(() => {
      const rows = this.#db
        .prepare(
          'SELECT record FROM runs WHERE series = coalesce(?, series) AND workload = coalesce(?, workload) ORDER BY started_at, run_id',
        )
        .all(of.series ?? null, of.workload ?? null);
      return rows.map((row) => JSON.parse(String(row.record)) as RunRecord);
    });
  }

  find(runId: string): KnownRun | undefined {
    return this.#guarded(() => {
      const row = this.#db.prepare('SELECT record FROM runs WHERE run_id = ?').get(runId);
      if (!row) return undefined;
      const windows = this.#db.prepare('SELECT * FROM windows WHERE run_id = ?').all(runId);
      return { record: JSON.parse(String(row.record)) as RunRecord, windows: windows.map(windowOf) };
    });
  }

  /** Whether there was such a run. */
  forget(runId: string): boolean {
    return this.#guarded(() => this.#db.prepare('DELETE FROM runs WHERE run_id = ?').run(runId).changes === 1);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #prepare(): void {
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    if (this.#version() === TABLES_VERSION) return;
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const version = this.#version();
      if (version > TABLES_VERSION)
        throw new HistoryError(`${this.#path}: written by a later version of loadgate: use that one`);
      const tables = this.#db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n;
      if (version === 0 && tables !== 0)
        throw new HistoryError(`${this.#path}: a database, but no history of loadgate`);
      if (version === 0) this.#db.exec(TABLES);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #version(): number {
    return Number(this.#db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  }

  #insertRun(record: RunRecord): void {
    const { runId, startedAt, workload, profile, scale, target, machine, experiment, commit, status } = record;
    const of = [workload, profile, scale, target, machine, experiment, commit, status] as const;
    this.#db
      .prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(runId, Math.round(startedAt), seriesKey(record), ...of, JSON.stringify(record));
    const insert = this.#db.prepare('INSERT INTO summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { journey, operation, phase, requests, rate, errors, refused, p50, p95, p99, max } of record.summaries)
      insert.run(runId, journey, journey, operation, phase, requests, rate, errors, refused, p50, p95, p99, max);
  }

  #insertWindows(runId: string, windows: readonly HistoryWindow[]): void {
    const insert = this.#db.prepare('INSERT INTO windows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { journey, operation, phase, atMs, measured, count, errors, refused, sumMs, maxMs, bins } of windows) {
      const figures = [atMs, Number(measured), count, errors, refused, sumMs, maxMs] as const;
      insert.run(runId, journey, journey, operation, phase, ...figures, packBins(bins));
    }
  }

  /** Says what is wrong with the file, and that it was left as it is. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof HistoryError) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new HistoryError(
        `${this.#path}: the history cannot be used (${said}). It was left as it is: move it away, then "loadgate history import" joins the runs that are still in their folders`,
      );
    }
  }
}

function windowOf(row: Readonly<Record<string, unknown>>): HistoryWindow {
  return {
    journey: String(row.journey),
    operation: String(row.operation),
    phase: String(row.phase),
    atMs: Number(row.at_ms),
    measured: row.measured === 1,
    count: Number(row.requests),
    errors: Number(row.errors),
    refused: Number(row.refused),
    sumMs: Number(row.sum_ms),
    maxMs: Number(row.max_ms),
    bins: unpackBins(row.bins as Uint8Array),
  };
}

function packBins(bins: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(bins.length * 4));
  for (const [i, value] of bins.entries()) view.setUint32(i * 4, value, true);
  return new Uint8Array(view.buffer);
}

function unpackBins(packed: Uint8Array): number[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: packed.byteLength / 4 }, (_, i) => view.getUint32(i * 4, true));
}
