/** The gate from the command line: it captures what a backend shows, decides, and the command that it prints works as it stands. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HostProcess, startProcess, tokenOf } from '../backend/hosts/embedded/testing.ts';
import type { GateReport } from '../reports/gate/index.ts';
import { launchBefore, writeLaunch } from '../reports/gate/testing/deep-links.ts';
import { Tool } from './support/loadgate.ts';

let backend: HostProcess;
let tool: Tool;
beforeAll(async () => {
  tool = new Tool();
  backend = await startProcess(['--db', join(tool.cwd, 'backend.sqlite'), '--port', '0']);
});
afterAll(async () => {
  await backend.kill('SIGTERM');
  tool[Symbol.dispose]();
});
const env = () => ({ LOADGATE_ADMIN_TOKEN: tokenOf('op@example.com', { admin: true }) });

const flagNow = async () => {
  const headers = { authorization: `Bearer ${env().LOADGATE_ADMIN_TOKEN}` };
  const answer = await fetch(`${backend.url}/api/flags/search`, { headers });
  return ((await answer.json()) as { flag: object }).flag;
};

/** The example at 25 %, of a flag that the backend has, with a share of its last requests failed. */
function writeExample(failed: number): string {
  const launch = launchBefore('50', Date.now());
  const { release } = launch.manifest;
  Object.assign(release, { flag: 'search', backend: backend.url });
  launch.flags.flags = launch.flags.flags.map((one) => ({ ...one, key: 'search' }));
  const last = launch.observations.at(-1);
  if (last) last.errors = Math.ceil(last.requests * failed);
  const manifest = writeLaunch(tool.cwd, launch);
  writeFileSync(join(tool.cwd, 'docs', 'flags.md'), 'search');
  return manifest;
}

test('the example goes on to 50 %, and at 5 % errors is taken back by the command that is printed', async () => {
  const evidence = writeExample(0.001);
  const on = await tool.run(['gate', '--phase', '50', '--flag', 'search', '--evidence', evidence], env());
  expect([on.code, on.stdout.split('\n')[0], on.stderr]).toEqual([
    0,
    'GO  Deep-link service may enter 50 % of users.',
    '',
  ]);
  for (const file of ['gate.json', 'gate.md', 'gate.html'])
    expect(readFileSync(join(tool.cwd, 'results', 'gate', file), 'utf8')).toContain('GO');

  const back = await tool.run(['gate', '--phase', '50', '--evidence', writeExample(0.051), '--json'], env());
  const report = JSON.parse(back.stdout) as GateReport;
  expect([back.code, report.decision, report.matrix?.time]).toEqual([10, 'ROLLBACK', '1 min']);
  const command = report.rollback?.levels[0]?.commands[0] ?? '';
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  expect(words[0]).toBe('loadgate');
  const killed = await tool.run(words.slice(1), env());
  expect([killed.code, killed.stderr]).toEqual([0, '']);
  expect(await flagNow()).toMatchObject({ state: 'kill' });
});

test('what the backend shows is captured, and judged: a flag that is on by default holds the launch', async () => {
  const rolledBack = await tool.run(['flags', 'rollback', 'search', 'drill', '--url', backend.url], env());
  expect(rolledBack.code).toBe(0);
  const evidence = writeExample(0.001);
  const ended = await tool.run(
    ['gate', '--capture', '--url', backend.url, '--flag', 'search', '--phase', '50', '--evidence', evidence, '--json'],
    env(),
  );
  expect([ended.code, ended.stderr]).toEqual([10, expect.stringContaining('captured')]);
  const { items } = JSON.parse(ended.stdout) as GateReport;
  const verdictOf = (id: string) => items.find((one) => one.id === id)?.verdict;
  expect([verdictOf('flag.exists'), verdictOf('flag.toggle'), verdictOf('25.share')]).toEqual(['pass', 'pass', 'fail']);
});

test('a mistake names the file and the place, and decides nothing', async () => {
  const evidence = writeExample(0);
  const wrongFlag = await tool.run(['gate', '--phase', '50', '--flag', 'swipe', '--evidence', evidence]);
  expect([wrongFlag.code, wrongFlag.stdout, wrongFlag.stderr]).toEqual([
    2,
    '',
    expect.stringContaining('of flag "search", not of "swipe"'),
  ]);
  writeFileSync(join(tool.cwd, 'signatures.json'), '{"schemaVersion":1,"signatures":[{}]}');
  const unsigned = await tool.run(['gate', '--phase', '50', '--evidence', evidence]);
  expect([unsigned.code, unsigned.stderr]).toEqual([
    2,
    expect.stringMatching(/signatures\.json: signatures\[0\]\.item: /),
  ]);
  const phase = await tool.run(['gate', '--phase', '20']);
  expect([phase.code, phase.stderr]).toEqual([2, expect.stringContaining('20')]);
});
