import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Journal } from './journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fault = (name: string) => ({ name, fault: 'kill-switch', params: {}, applyMs: 0, revertMs: 1 });

test('tells what was not put back, the newest first, also after the tool was killed in the middle of a line', () => {
  const file = join(folder, 'journal.jsonl');
  expect(new Journal(file).open().size).toBe(0);
  const journal = new Journal(file);
  journal.aboutToApply(fault('a'), { state: 'on' });
  journal.aboutToApply(fault('b'), {});
  journal.aboutToApply(fault('c'), { rollout: 50 });
  journal.reverted(fault('b'));
  appendFileSync(file, '{"at":1,"state":"reverted","na');
  expect([...new Journal(file).open()]).toEqual([
    ['c', { rollout: 50 }],
    ['a', { state: 'on' }],
  ]);
});
