import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { madeRun } from '../testing/known-run.ts';
import { expectPublished } from '../testing/published.ts';
import { HistoryError, HistoryStore, historyDocument, seriesKey } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'loadgate-history-'));
afterAll(() => rmSync(root, { recursive: true }));
let files = 0;
const fresh = (): string => join(root, `${files++}`, 'history.sqlite');

/** Joins runs in a process of its own; `ids` are those that it was told are in. */
function joiner(path: string, name: string, count: number): { child: ChildProcess; ids: string[] } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'join-many.ts'), path, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ids: string[] = [];
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
    ids.splice(0, ids.length, ...text.split('\n').slice(0, -1));
  });
  return { child, ids };
}

describe('the history', () => {
  it('is told in the form of its published schema, also of a run of which little is known', () => {
    using store = new HistoryStore(fresh());
    store.join(madeRun());
    const unknown = { machine: null, commit: null, loadgate: null, costPerUserDay: null, summaries: [] };
    store.join(madeRun({ seed: 2, record: { ...unknown, status: 'inconclusive', measured: false } }));
    expectPublished('history', [historyDocument(store.records())]);
  });

  it('gives back what joined it, and joining twice is joining once', () => {
    using store = new HistoryStore(fresh());
    const run = madeRun({ phases: ['baseline', 'fault:outage'] });
    store.join(run);
    store.join(run);
    expect(store.records()).toEqual([run.record]);
    const found = store.find(run.record.runId);
    const byPlace = (a: { operation: string; atMs: number }, b: { operation: string; atMs: number }) =>
      a.operation.localeCompare(b.operation) || a.atMs - b.atMs;
    expect(found?.windows.toSorted(byPlace)).toEqual(run.windows.toSorted(byPlace));
    expect(store.find('nobody')).toBeUndefined();
  });

  it('lists a series oldest first, apart from other series', () => {
    using store = new HistoryStore(fresh());
    const small = { density: 0.02 };
    const runs = [3, 1, 2].map((night) => madeRun({ ...small, runId: `n${night}`, startedAt: night * 86_400_000 }));
    for (const run of [...runs, madeRun({ ...small, runId: 'other', record: { scale: 0.5 } })]) store.join(run);
    const [first] = runs;
    const ids = store.records({ series: first ? seriesKey(first.record) : '' }).map((record) => record.runId);
    expect(ids).toEqual(['n1', 'n2', 'n3']);
    expect(store.records({ workload: 'mixed-10k' })).toHaveLength(4);
    expect(store.records({ workload: 'read-100k' })).toEqual([]);
    expect(store.forget('n2')).toBe(true);
    expect(store.forget('n2')).toBe(false);
    expect(store.find('n2')).toBeUndefined();
  });

  it('takes runs of many processes at once, and loses none to one that is killed', { timeout: 60_000 }, async () => {
    const path = fresh();
    const joiners = ['a', 'b', 'c'].map((name) => joiner(path, name, 8));
    const doomed = joiner(path, 'doomed', 100_000);
    while (doomed.ids.length < 3 && doomed.child.exitCode === null)
      await once(doomed.child.stdout ?? doomed.child, 'data');
    doomed.child.kill('SIGKILL');
    const codes = await Promise.all(
      joiners.map(async ({ child }) => child.exitCode ?? (await once(child, 'close'))[0]),
    );
    expect(codes).toEqual([0, 0, 0]);
    using store = new HistoryStore(path);
    const known = new Set(store.records().map((record) => record.runId));
    const told = [...joiners, doomed].flatMap(({ ids }) => ids);
    expect(told.length).toBeGreaterThanOrEqual(27);
    expect(told.filter((id) => !known.has(id))).toEqual([]);
    // Whole or not at all: whatever the killed process was in the middle of.
    const whole = madeRun({ density: 0.1 }).windows.length;
    for (const id of known) expect([id, store.find(id)?.windows.length]).toEqual([id, whole]);
  });

  it('leaves a damaged file as it is, and says what to do', () => {
    const path = fresh();
    new HistoryStore(path)[Symbol.dispose]();
    writeFileSync(path, 'this was a database once, and is none any more '.repeat(100));
    const before = readFileSync(path);
    expect(() => new HistoryStore(path)).toThrow(HistoryError);
    expect(() => new HistoryStore(path)).toThrow(/history\.sqlite: the history cannot be used .* left as it is/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('does not touch databases of others, nor those of a later version', () => {
    const path = fresh();
    new HistoryStore(path)[Symbol.dispose]();
    const later = new DatabaseSync(path);
    later.exec('PRAGMA user_version = 99');
    later.close();
    expect(() => new HistoryStore(path)).toThrow(/written by a later version/);
    const foreign = join(root, 'foreign.sqlite');
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE songs (title TEXT)');
    db.close();
    expect(() => new HistoryStore(foreign)).toThrow(/no history of loadgate/);
  });

  it('reading makes no file', () => {
    const path = fresh();
    expect(HistoryStore.existing(path)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  });
});
