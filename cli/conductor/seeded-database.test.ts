import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { forgetOldSeeds } from './seeded-database.ts';

it('keeps the newest seeds, and what other runs are making just now', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seeds-'));
  try {
    const now = Date.now() / 1000;
    const put = (name: string, hoursAgo: number) => {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), now, now - hoursAgo * 3600);
    };
    for (let hours = 1; hours <= 6; hours++) put(`seed${hours}.sqlite`, hours);
    put('seed7.sqlite.4711-1', 10);
    put('seed7.sqlite.4711-1-wal', 10);
    put('seed8.sqlite.4712-1', 13);
    forgetOldSeeds(folder);
    const kept = ['seed1.sqlite', 'seed2.sqlite', 'seed3.sqlite', 'seed4.sqlite'];
    expect(readdirSync(folder).sort()).toEqual([...kept, 'seed7.sqlite.4711-1', 'seed7.sqlite.4711-1-wal']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
