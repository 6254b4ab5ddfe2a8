/** The tool itself is killed at a random moment of an experiment: no fault stays, and no process. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startProcess, tokenOf } from '../backend/hosts/embedded/testing.ts';
import { rngFor } from '../lib/random/index.ts';
import { RUN_EVENTS } from '../lib/results/index.ts';
import { Tool } from './support/loadgate.ts';
import { processesWith, until } from './support/processes.ts';

const SEED = Number(process.env.LOADGATE_TEST_SEED ?? Date.now() % 1_000_000);
const fault = (name: string, kind: string, params: object, from: number, lasts: number) => ({
  ...{ name, fault: kind, params },
  ...{ at: { hold: from }, lasts: { hold: lasts } },
});
const experimentOf = (...faults: object[]) =>
  `export default ${JSON.stringify({ title: 'x', question: 'x?', hypothesis: 'x.', workload: 'smoke', faults })};\n`;

it(`kill -9 at a random moment of an experiment leaves no process behind (seed ${SEED})`, async () => {
  using tool = new Tool();
  const faults = [
    fault('no-stripe', 'provider-hang', { provider: 'stripe' }, 0, 0.9),
    fault('slow-store', 'store-latency', { ms: 20 }, 0, 0.2),
    fault('frozen', 'backend-pause', {}, 0.25, 0.15),
    fault('dead', 'backend-crash', {}, 0.45, 0.15),
    fault('bad', 'bad-release', {}, 0.7, 0.2),
  ];
  writeFileSync(join(tool.cwd, 'mine.mjs'), experimentOf(...faults));
  const { child } = tool.start(['chaos', 'run', './mine.mjs', '--profile', 'smoke', '--scale', '1']);
  await until('the load', () => tool.timeline().some(({ name }) => name === RUN_EVENTS.loadStarted));
  const moment = 3_000 + rngFor(SEED, 'moment').below(9_000);
  console.log(`seed ${SEED}: killed ${moment} ms after the load began`);
  await pause(moment);
  child.kill('SIGKILL');
  await once(child, 'exit');
  // A process that is stopped dies of SIGKILL too.
  await until('the end of everything', () => processesWith(tool.cwd).length === 0, 15_000);
  const { code, stdout } = await tool.run(['chaos', 'revert']);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Nothing to put back/)]);
});

it('what a killed tool left on a target that outlives it is put back by loadgate chaos revert', async () => {
  using tool = new Tool();
  const host = await startProcess(['--db', join(tool.cwd, 'target.sqlite'), '--seed-users', '200', '--seed', '1']);
  const authorization = `Bearer ${tokenOf('op', { admin: true })}`;
  const stateOf = async (flag: string) => {
    const response = await fetch(`${host.url}/api/flags/${flag}`, { headers: { authorization } });
    return ((await response.json()) as { flag: { state: string } }).flag.state;
  };
  try {
    writeFileSync(
      join(tool.cwd, 'loadgate.config.json'),
      JSON.stringify({ targets: { emulators: { url: host.url } } }),
    );
    const faults = [
      fault('no-chat', 'kill-switch', { flag: 'chat_paid' }, 0, 0.95),
      fault('few-swipes', 'rollout-step', { flag: 'swipe', percentages: [10] }, 0, 0.95),
    ];
    writeFileSync(join(tool.cwd, 'mine.mjs'), experimentOf(...faults));
    const { child } = tool.start(['chaos', 'run', './mine.mjs', '--profile', 'smoke', '--target', 'emulators']);
    const applied = () => tool.timeline().filter(({ kind }) => kind === 'fault').length;
    await until('both faults', () => applied() === 2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until('the end of the load', () => !processesWith(tool.cwd).some((line) => line.includes('k6')), 15_000);
    expect([await stateOf('chat_paid'), await stateOf('swipe')]).toEqual(['kill', 'canary']);

    const { code, stdout, stderr } = await tool.run(['chaos', 'revert']);
    // Both began at once: which of them was there first is no matter.
    expect([code, stdout.trimEnd().split('\n').sort()], stderr).toEqual([
      0,
      ['▲ few-swipes: put back', '▲ no-chat: put back'],
    ]);
    expect([await stateOf('chat_paid'), await stateOf('swipe')]).toEqual(['on', 'on']);
    expect((await tool.run(['chaos', 'revert'])).stdout).toContain('Nothing to put back');
    const journal = join(tool.cwd, 'results', 'latest', 'chaos-journal.jsonl');
    expect(existsSync(journal) && readFileSync(journal, 'utf8').trimEnd().split('\n')).toHaveLength(4);
  } finally {
    await host.kill('SIGKILL');
  }
});

it('an experiment that needs more than the target has is refused before anything starts', async () => {
  using tool = new Tool();
  const config = { targets: { emulators: { url: 'http://127.0.0.1:1' } } };
  writeFileSync(join(tool.cwd, 'loadgate.config.json'), JSON.stringify(config));
  const { code, stderr } = await tool.run(['chaos', 'run', 'backend-crash', '--target', 'emulators']);
  expect(code).toBe(2);
  expect(stderr).toContain(
    'fault "killed" (backend-crash) needs backend-process, which only a target has that the run starts itself',
  );
  expect(existsSync(join(tool.cwd, 'results'))).toBe(false);
});
