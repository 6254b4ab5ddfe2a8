import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/** Memory that DuckDB may take; beyond it, it spills to `directory`. */
const MEMORY_LIMIT = '400MB';

/** Runs `work` with an in-process DuckDB of bounded memory, and closes it whatever happens. */
export async function withDatabase<T>(directory: string, work: (db: Database) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    threads: '2',
    temp_directory: directory,
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  try {
    return await work(new Database(connection));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export class Database {
  readonly #connection: DuckDBConnection;
  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** Calls `visit` with each row; holds one chunk of rows at a time. */
  async each(sql: string, visit: (row: readonly DuckDBValue[]) => void): Promise<void> {
    const result = await this.#connection.stream(sql);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const columns = chunk.getColumns();
      for (let i = 0; i < chunk.rowCount; i++) visit(columns.map((column) => column[i] ?? null));
    }
  }

  /** The first value of the first row, or null. */
  async value(sql: string): Promise<DuckDBValue> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRows()[0]?.[0] ?? null;
  }
}
