/** Version of the tables below, kept in SQLite's `user_version`. */
export const TABLES_VERSION = 1;

/**
 * `record` holds what a program reads back; the columns beside it, `summaries` and `windows` are the same figures for people and their SQL. Bins
 * are little-endian uint32 pairs (lowest µs of the bin, count).
 */
export const TABLES = `
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, series TEXT NOT NULL, workload TEXT NOT NULL, profile TEXT NOT NULL,
    scale REAL NOT NULL, target TEXT NOT NULL, machine TEXT, experiment TEXT, "commit" TEXT, status TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_of_series ON runs (series, started_at);
  CREATE TABLE summaries (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, scenario TEXT NOT NULL, journey TEXT NOT NULL, operation TEXT NOT NULL,
    phase TEXT NOT NULL, requests INTEGER NOT NULL, rate REAL NOT NULL, errors INTEGER NOT NULL, refused INTEGER NOT NULL,
    p50_ms REAL, p95_ms REAL, p99_ms REAL, max_ms REAL,
    PRIMARY KEY (run_id, journey, operation, phase)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE windows (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, scenario TEXT NOT NULL, journey TEXT NOT NULL, operation TEXT NOT NULL,
    phase TEXT NOT NULL, at_ms INTEGER NOT NULL, measured INTEGER NOT NULL, requests INTEGER NOT NULL, errors INTEGER NOT NULL,
    refused INTEGER NOT NULL, sum_ms REAL NOT NULL, max_ms REAL NOT NULL, bins BLOB NOT NULL,
    PRIMARY KEY (run_id, journey, operation, phase, at_ms, measured)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${TABLES_VERSION};`;
