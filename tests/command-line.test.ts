import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Tool } from './support/loadgate.ts';
import { processesWith } from './support/processes.ts';

describe('mistakes', () => {
  it.each<[string, string[], string]>([
    ['an unknown verb', ['rnu', 'smoke'], "unknown command 'rnu'\n(Did you mean run?)"],
    ['an unknown workload', ['run', 'mixed-1k'], 'unknown workload "mixed-1k". Did you mean mixed-10k?'],
    ['an unknown flag', ['run', 'smoke', '--profil', 'quick'], "unknown option '--profil'\n(Did you mean --profile?)"],
    ['an unknown profile', ['run', 'smoke', '--profile', 'smok'], 'Did you mean smoke?'],
    ['a scale that is none', ['run', 'smoke', '--scale', '-1'], 'Use a number over 0, such as 0.5, or auto.'],
    ['a scale beyond every plan', ['run', 'smoke', '--scale', '5000'], 'scale 5000: use a number over 0, up to 1000'],
    ['a seed that is none', ['run', 'smoke', '--seed', 'abc'], 'Use a whole number from 0.'],
    ['a journey that is not there', ['run', 'smoke', '--connection-per-user', 'chat'], 'has no journey "chat"'],
    ['a target without configuration', ['run', 'smoke', '--target', 'staging'], 'names no such target; add'],
    ['a run that is not there', ['report', 'nothing'], 'no run "nothing" in results, and no such folder'],
  ])('%s: is named with the fix, and ends with 2', async (_, args, message) => {
    using tool = new Tool();
    const { code, stdout, stderr } = await tool.run(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(existsSync(join(tool.cwd, 'results'))).toBe(false);
  });
});

it('refuses a production target before it gets any request', async () => {
  using tool = new Tool();
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const staging = { url: `http://127.0.0.1:${port}`, project: 'dating-eu' };
  const config = { targets: { staging }, production: { projects: ['dating-*'] } };
  writeFileSync(join(tool.cwd, 'loadgate.config.json'), JSON.stringify(config));
  const { code, stderr } = await tool.run(['run', 'smoke', '--target', 'staging'], { LOADGATE_TOKEN_SECRET: 'x' });
  server.close();
  expect(stderr).toContain('its project "dating-eu" is listed under production.projects ("dating-*")');
  expect(code).toBe(11);
  expect(requests).toBe(0);
  expect(existsSync(join(tool.cwd, 'results'))).toBe(false);
});

describe('doctor', () => {
  it('finds everything on a machine that is set up', async () => {
    using tool = new Tool();
    const { code, stdout } = await tool.run(['doctor', '--json']);
    const { ready, findings } = JSON.parse(stdout);
    expect({ code, ready }).toEqual({ code: 0, ready: true });
    const names = findings.map((finding: { name: string }) => finding.name);
    expect(names).toEqual(expect.arrayContaining(['Node', 'k6', 'SQLite', 'DuckDB', 'Loopback']));
  });

  it('says what is missing and how to get it, and ends with 12', async () => {
    using tool = new Tool();
    const { code, stdout } = await tool.run(['doctor'], {
      PATH: '/nowhere',
      LOADGATE_CACHE: tool.cwd,
      LOADGATE_K6: '',
    });
    expect(stdout).toMatch(/✗ k6 +no k6 2\.\d+\.\d+\n +→ node scripts\/setup\.mjs/);
    expect(code).toBe(12);
  });
});

it('list tells scripts every workload with its objectives', async () => {
  using tool = new Tool();
  const { stdout } = await tool.run(['list', '--json']);
  const { workloads } = JSON.parse(stdout);
  expect(workloads.map((workload: { name: string }) => workload.name)).toEqual([
    'mixed-10k',
    'read-100k',
    'events-1m',
    'smoke',
  ]);
  for (const workload of workloads) expect(workload.slos.length).toBeGreaterThan(0);
});

it('serve answers, and ends with Ctrl-C without a trace', async () => {
  using tool = new Tool();
  const { child, ended } = tool.start(['serve', '--port', '0', '--users', '3', '--json']);
  const line = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (chunk: Buffer) => resolve(String(chunk))),
  );
  const { url, token, adminToken, log } = JSON.parse(line);
  const answer = await fetch(`${url}/getWallet`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"data":{}}',
  });
  expect(await answer.json()).toMatchObject({ result: { balance: expect.any(Number) } });
  const runs = await fetch(`${url}/api/runs`, { headers: { authorization: `Bearer ${adminToken}` } });
  expect(await runs.json()).toMatchObject({ folder: join(realpathSync(tool.cwd), 'results'), runs: [] });
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
  expect(processesWith(log.replace(/\/[^/]*$/, ''))).toEqual([]);
});
