/** A user's own experiment, from a file outside of the project, carried out while a small load runs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillingCounts, Check, TimelineRecord } from '../lib/results/index.ts';
import { type Ended, Tool } from './support/loadgate.ts';
import { processesWith, until } from './support/processes.ts';

const experiment = (faults: object[], more: object = {}) =>
  `export default ${JSON.stringify({
    title: 'Mine',
    question: 'Does it hold?',
    hypothesis: 'It does.',
    workload: 'smoke',
    faults,
    ...more,
  })};\n`;

const FAULTS = [
  {
    name: 'no-stripe',
    fault: 'provider-outage',
    params: { provider: 'stripe' },
    at: { hold: 0 },
    lasts: { hold: 0.15 },
  },
  {
    name: 'no-chat',
    fault: 'kill-switch',
    params: { flag: 'chat_paid' },
    at: { hold: 0.2 },
    lasts: { hold: 0.25 },
    promises: { effectMs: 30_000 },
  },
  { name: 'dead', fault: 'backend-crash', at: { hold: 0.5 }, lasts: { hold: 0.05 } },
];

describe('loadgate chaos run ./mine.ts', () => {
  const tool = new Tool();
  let ended: Ended;
  let checks: readonly Check[];
  let timeline: readonly TimelineRecord[];
  beforeAll(async () => {
    writeFileSync(join(tool.cwd, 'mine.ts'), `const NAME: string = 'typed';\nvoid NAME;\n${experiment(FAULTS)}`);
    ended = await tool.run(['chaos', 'run', './mine.ts', '--profile', 'smoke', '--scale', '1']);
    checks = tool.verdict().checks;
    timeline = tool.timeline();
  });
  afterAll(() => tool[Symbol.dispose]());
  const check = (id: string) => checks.find((one) => one.id === id);

  it('applies and puts back every fault in its time, and says so on the terminal and the time line', () => {
    for (const { name } of FAULTS) {
      const actions = timeline.filter((record) => record.kind === 'fault' && record.name === name);
      expect(
        actions.map(({ detail }) => [detail?.action, detail?.skipped]),
        name,
      ).toEqual([
        ['apply', undefined],
        ['revert', undefined],
      ]);
      expect(ended.stderr).toMatch(new RegExp(`▼ ${name}: [^]*▲ ${name}: put back`));
    }
    expect(check('experiment.faults')).toMatchObject({ status: 'pass', measured: '3 of 3' });
  });

  it('finds the steady state before and after', () => {
    expect(check('steady-state.before')).toMatchObject({ status: 'pass' });
    expect(check('steady-state.after')).toMatchObject({ status: 'pass' });
  });

  it('measures when the kill-switch was in force, and writes its flips down', () => {
    const effect = timeline.find(
      ({ kind, name, detail }) => kind === 'probe' && name === 'no-chat' && detail?.event === 'effect',
    );
    expect(effect?.detail?.ms).toBeLessThanOrEqual(30_000);
    const flips = timeline.filter(({ kind, name }) => kind === 'flag' && name === 'chat_paid');
    expect(flips.map(({ detail }) => detail?.to)).toEqual(['kill', 'on']);
  });

  it('holds every invariant over the crash, and bills the backend that was killed too', () => {
    const invariants = checks.filter(({ kind }) => kind === 'invariant');
    expect(invariants.length).toBeGreaterThan(5);
    expect(invariants.filter(({ status }) => status === 'fail')).toEqual([]);
    const { rows } = JSON.parse(readFileSync(tool.path('billing'), 'utf8')) as BillingCounts;
    const opened = rows.filter(({ operation }) => operation === 'createEvent');
    expect(opened.reduce((sum, { writes }) => sum + writes, 0)).toBeGreaterThan(0);
    expect(ended.code, ended.stderr).not.toBe(1);
    expect(processesWith(tool.cwd)).toEqual([]);
  });
});

it('an abort condition puts everything back, ends the load and fails the run by name', async () => {
  using tool = new Tool();
  const forLong = { ...FAULTS[1], at: { hold: 0.2 }, lasts: { hold: 0.75 } };
  const abortWhen = [{ when: 'backend-gone', forMs: 1000 }];
  writeFileSync(join(tool.cwd, 'mine.mjs'), experiment([forLong], { abortWhen }));
  const { child, ended } = tool.start(['run', 'smoke', '--profile', 'smoke', '--experiment', './mine.mjs']);
  let told = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    told += chunk;
  });
  await until('the fault', () => told.includes('▼ no-chat'));
  const backend = Number(
    processesWith(tool.cwd)
      .find((line) => line.includes('hosts/embedded'))
      ?.split(' ')[0],
  );
  // Nobody has declared that the backend stands still.
  process.kill(backend, 'SIGSTOP');
  await until('the abort', () => told.includes('Aborting the experiment'));
  process.kill(backend, 'SIGCONT');
  const { code } = await ended;
  expect(code).toBe(10);
  expect(told).toContain('▲ no-chat: put back');
  const { checks, headline } = tool.verdict();
  expect(checks.find(({ id }) => id === 'experiment.aborted')).toMatchObject({
    status: 'fail',
    reason: expect.stringMatching(/the backend has not answered for .* no fault explains it/),
  });
  expect(headline).toMatch(/^No-go/);
  const flips = tool.timeline().filter(({ kind }) => kind === 'flag');
  expect(flips.map(({ detail }) => detail?.to)).toEqual(['kill', 'on']);
});

it('a file that is wrong is refused before anything starts, with its place and the fix', async () => {
  using tool = new Tool();
  writeFileSync(join(tool.cwd, 'mine.ts'), experiment([{ ...FAULTS[1], fault: 'kill-swich' }]));
  const { code, stderr } = await tool.run(['chaos', 'run', './mine.ts']);
  expect(code).toBe(2);
  expect(stderr).toContain(
    './mine.ts: not a valid experiment\n  faults.0 (no-chat).fault: there is no fault "kill-swich"',
  );
  expect((await tool.run(['chaos', 'show', './no-such.ts'])).stderr).toContain('there is no experiment file');
  expect((await tool.run(['run', 'smoke', '--experiment', 'launch-dy'])).stderr).toContain('Did you mean launch-day?');
});
