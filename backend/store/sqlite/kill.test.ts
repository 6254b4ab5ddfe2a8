import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../ports/index.ts';
import { SqliteStore } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-kill-'));

/** Writes in a child process until it has acknowledged `enough` documents and a bit more, then kills it. Gives their names. */
async function writeUntilKilled(file: string, enough: number, thenMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-writer.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const before = output.length;
    output += chunk;
    if (before < enough * 4 && output.length >= enough * 4) setTimeout(() => child.kill('SIGKILL'), thenMs);
  });
  await once(child, 'close');
  return output.split('\n').slice(0, -1);
}

test('every acknowledged write is there after kill -9 at a random moment, and no transaction is there in half', async () => {
  for (let round = 0; round < 3; round++) {
    const file = join(folder, `${round}.db`);
    const acknowledged = await writeUntilKilled(file, 200, Math.random() * 30);
    expect(acknowledged.length).toBeGreaterThan(0);
    const store = new SqliteStore(file, new ManualClock(0));
    const found = await store.getAll(acknowledged.map((id) => `docs/${id}`));
    expect(found.flatMap((doc, i) => (doc ? [] : [acknowledged[i]]))).toEqual([]);
    for (const total of await store.query<{ last: number }>({ collection: 'totals' })) {
      expect(await store.get(`docs/d${total.data.last}`), `docs/d${total.data.last} of ${total.path}`).not.toBeNull();
    }
    await store.close();
  }
  rmSync(folder, { recursive: true });
});
