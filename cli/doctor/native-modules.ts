import type { Finding } from './finding.ts';

/** Parts with native code: present for this platform, and able to answer. */
export async function checkNativeModules(): Promise<Finding[]> {
  return [
    await probe('SQLite', 'the pinned Node brings it: node scripts/setup.mjs', async () => {
      const { DatabaseSync } = await import('node:sqlite');
      const database = new DatabaseSync(':memory:');
      const row = database.prepare('select sqlite_version() as version').get();
      database.close();
      return String(row?.version);
    }),
    await probe('DuckDB', 'rm -rf node_modules && node scripts/setup.mjs', async () => {
      const { version } = await import('@duckdb/node-api');
      return version();
    }),
    await probe('esbuild', 'rm -rf node_modules && node scripts/setup.mjs', async () => {
      const esbuild = await import('esbuild');
      await esbuild.transform('let a: number = 1', { loader: 'ts' });
      await esbuild.stop();
      return esbuild.version;
    }),
  ];
}

async function probe(name: string, fix: string, answer: () => Promise<string>): Promise<Finding> {
  try {
    return { name, status: 'ok', found: await answer() };
  } catch (error) {
    return { name, status: 'missing', found: `does not work here: ${(error as Error).message}`, fix };
  }
}
