import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../ports/index.ts';
import { SqliteStore } from '../store/index.ts';

const JOBS = 300;

/** Works until `enough` more effects are acknowledged and kills the process a moment later, or until nothing waits any more. */
async function work(file: string, enough: number, thenMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/kill-worker.ts'), file, String(JOBS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let dying = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (dying || output.split('\n').length <= enough) return;
    dying = true;
    setTimeout(() => child.kill('SIGKILL'), thenMs);
  });
  await once(child, 'close');
  return output.split('\n').slice(0, -1);
}

test('a process that is killed again and again loses no job, and no job has its effect twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-kill-'));
  const file = join(folder, 'jobs.db');
  const acknowledged: string[] = [];
  for (let life = 0; life < 2; life++) acknowledged.push(...(await work(file, 30, Math.random() * 20)));
  expect(acknowledged).not.toContain('idle');
  expect((await work(file, Number.POSITIVE_INFINITY, 0)).at(-1)).toBe('idle');

  const store = new SqliteStore(file, new ManualClock(0));
  const effects = new Set((await store.query({ collection: 'effects' })).map(({ id }) => id));
  const wanted = Array.from({ length: JOBS }, (_, n) => (n % 2 === 0 ? [`j${n}`, `j${n}-next`] : [`j${n}`])).flat();
  expect([...effects].sort()).toEqual(wanted.sort());
  expect((await store.get('totals/all'))?.data).toEqual({ effects: wanted.length });
  for (const jobId of acknowledged) expect(effects).toContain(jobId);
  expect(await store.count({ collection: 'scheduledJobs' })).toBe(0);
  expect(await store.count({ collection: 'deadJobs' })).toBe(0);
  await store.close();
  rmSync(folder, { recursive: true });
});
