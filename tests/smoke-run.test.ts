import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUN_EVENTS, RUN_FILES } from '../lib/results/index.ts';
import { type Ended, Tool } from './support/loadgate.ts';
import { processesWith } from './support/processes.ts';

describe('run smoke --profile smoke', () => {
  const tool = new Tool();
  let ended: Ended;
  beforeAll(async () => {
    ended = await tool.run(['run', 'smoke', '--profile', 'smoke']);
  });
  afterAll(() => tool[Symbol.dispose]());

  it('passes, and says so first', () => {
    expect(ended).toMatchObject({ code: 0 });
    expect(tool.verdict().status).toBe('pass');
    expect(ended.stdout.trimStart().startsWith(tool.verdict().headline)).toBe(true);
  });

  it('leaves every file of a run, and no database', () => {
    const { database, history, violations, checks, access, chaosJournal, toxiproxyLog, emulatorsLog, ...others } =
      RUN_FILES;
    for (const file of Object.values(others)) {
      expect.soft(existsSync(join(tool.cwd, 'results', 'latest', file)), file).toBe(true);
    }
    expect(existsSync(tool.path('database'))).toBe(false);
    expect(existsSync(tool.path('access'))).toBe(false);
    expect(lstatSync(join(tool.cwd, 'results', 'latest')).isSymbolicLink()).toBe(true);
    expect(statSync(tool.path('samples')).size).toBeGreaterThan(1000);
  });

  it('names the report', () => {
    const named = /^Report: (.+)$/m.exec(ended.stdout)?.[1] ?? '';
    expect(statSync(join(tool.cwd, named)).size).toBeGreaterThan(1000);
  });

  it('judges each objective of each journey on what was measured', () => {
    const slos = tool.verdict().checks.filter((check) => check.kind === 'slo');
    expect(slos.length).toBeGreaterThan(20);
    expect(tool.verdict().checks.find(({ id }) => id === 'ledger.balance')).toMatchObject({ status: 'pass', value: 0 });
    for (const check of slos) expect.soft(check, check.id).toMatchObject({ status: 'pass', value: expect.any(Number) });
  });

  it('meters the store, and records what happened in order', () => {
    const billing = JSON.parse(readFileSync(tool.path('billing'), 'utf8'));
    const features = new Set(billing.rows.map((row: { feature: string }) => row.feature));
    expect([...features]).toEqual(expect.arrayContaining(['swipe', 'chat']));
    const names = tool.timeline().map((record) => record.name);
    expect(names).toEqual([RUN_EVENTS.loadStarted, 'baseline', RUN_EVENTS.loadEnded, RUN_EVENTS.generatorExited]);
  });

  it('is judged the same again from its folder', async () => {
    const again = await tool.run(['report', '--json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual(tool.verdict());
  });

  it('stops everything that it started', () => {
    expect(processesWith(tool.cwd)).toEqual([]);
  });
});
