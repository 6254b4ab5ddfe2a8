/** A second host of this machine plays staging: what a run needs of its environment, and what stops it. */
import { writeFileSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HostProcess, startProcess } from '../backend/hosts/embedded/testing.ts';
import { EXIT } from '../lib/results/index.ts';
import { Tool } from './support/loadgate.ts';

const SECRET = 'what this staging signs with';
const APP_CHECK = 'an App Check token of this test';
const env = { LOADGATE_TOKEN_SECRET: SECRET, LOADGATE_APP_CHECK_TOKEN: APP_CHECK };

let host: HostProcess;
let entrance: Server;
/** The App Check header of each call that came in. */
const seen: (string | undefined)[] = [];

beforeAll(async () => {
  host = await startProcess(['--seed-users', '500', '--seed', '1'], { LOADGATE_TOKEN_SECRET: SECRET });
  const { hostname, port } = new URL(host.url);
  entrance = createServer((incoming, answer) => {
    const { method, url: path, headers } = incoming;
    if (method === 'POST') seen.push(headers['x-firebase-appcheck']?.toString());
    const passed = forward({ hostname, port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    passed.once('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => entrance.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  entrance?.closeAllConnections();
  entrance?.close();
  await host?.kill('SIGTERM');
});

/** The tool in a folder whose configuration names the second host as staging. */
function toolFor(staging: object = {}): Tool {
  const tool = new Tool();
  const url = `http://127.0.0.1:${(entrance.address() as AddressInfo).port}`;
  const config = { targets: { staging: { url, project: 'example-staging', ...staging } } };
  writeFileSync(join(tool.cwd, 'loadgate.config.json'), JSON.stringify(config));
  return tool;
}

const RUN = ['run', 'smoke', '--profile', 'smoke', '--target', 'staging', '--scale', '0.3'];

test('without its secret, as production, or with too steep a ramp, staging gets no request', async () => {
  using tool = toolFor();
  const bare = await tool.run(RUN, { LOADGATE_TOKEN_SECRET: '' });
  expect(bare.code).toBe(EXIT.usage);
  expect(bare.stderr).toContain('LOADGATE_TOKEN_SECRET is not set');
  const production = await tool.run(RUN, { ...env, LOADGATE_ENVIRONMENT: 'production' });
  expect(production.code).toBe(EXIT.refusedTarget);
  const steep = await tool.run(['run', 'mixed-10k', '--profile', 'quick', '--target', 'staging'], env);
  expect(steep.code).toBe(EXIT.steepRamp);
  expect(steep.stderr).toMatch(/500\/50\/5 rule allows 500 .*No request was sent[\s\S]*use --scale 0\.0/);
  expect(seen).toEqual([]);
});

test('a run that costs more than its budget is stopped, with a code of its own', async () => {
  using tool = toolFor();
  const { code, stderr } = await tool.run([...RUN, '--max-cost', '0.000001'], env);
  expect(stderr).toMatch(/the measured operations cost \$\S+, more than --max-cost 0\.000001/);
  expect(code).toBe(EXIT.overBudget);
  expect(tool.timeline().map((record) => record.name)).toContain('over budget');
});

test('a run within its budget ends with a verdict, and every call carries the App Check token', async () => {
  using tool = toolFor({ warmOperationsPerSecond: 2_000 });
  seen.length = 0;
  const { code, stderr } = await tool.run([...RUN, '--max-cost', '5'], env);
  expect([EXIT.pass, EXIT.inconclusive], stderr).toContain(code);
  expect(tool.verdict().checks.filter((check) => check.status === 'fail')).toEqual([]);
  expect(seen.length).toBeGreaterThan(50);
  expect(new Set(seen)).toEqual(new Set([APP_CHECK]));
});
