/**
 * A second host of this machine plays staging: what a run needs of its environment, and what stops it. It plays Firebase's part in signing in, too: it exchanges
 * refresh tokens in Google's wire format, for tokens with Firebase's claims. What that does not prove are Google's signatures; those are what
 * `cli/operator/functions.test.ts` has firebase-admin verify.
 */
import { writeFileSync } from 'node:fs';
import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type HostProcess, startProcess, tokenOf } from '../backend/hosts/embedded/testing.ts';
import { EXIT } from '../lib/results/index.ts';
import { userAt } from '../lib/users/index.ts';
import { Tool } from './support/loadgate.ts';
import { textsIn } from './support/texts.ts';

const SECRET = 'what this staging signs with';
const APP_CHECK = 'an App Check token of this test';
const API_KEY = 'a web API key of this test';
const TOKEN_PATH = '/securetoken.googleapis.com/v1/token';
/** In the place of an hour, so that tokens are renewed within a short run. */
const TOKEN_LIFE_S = 4;
const NOBODY = { LOADGATE_TOKEN_SECRET: '', LOADGATE_APP_CHECK_TOKEN: APP_CHECK };
const env = { ...NOBODY, LOADGATE_TOKEN_SECRET: SECRET };

interface Seen {
  readonly path: string;
  readonly token: string;
  readonly appCheck: string | undefined;
}

let host: HostProcess;
let entrance: Server;
/** Each call that came in. */
const seen: Seen[] = [];

beforeAll(async () => {
  host = await startProcess(['--seed-users', '500', '--seed', '1'], { LOADGATE_TOKEN_SECRET: SECRET });
  const { hostname, port } = new URL(host.url);
  entrance = createServer((incoming, answer) => {
    const { method, url: path = '', headers } = incoming;
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (method === 'POST') seen.push({ path, token, appCheck: headers['x-firebase-appcheck']?.toString() });
    const passed = forward({ hostname, port, method, path, headers }, (response) => {
      if (path.startsWith(TOKEN_PATH)) void shorten(response, answer);
      else response.pipe(answer.writeHead(response.statusCode ?? 500, response.headers));
    });
    passed.once('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => entrance.listen(0, '127.0.0.1', resolve));
});

async function shorten(response: IncomingMessage, answer: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of response) text += chunk;
  const body = { ...(JSON.parse(text) as object), expires_in: String(TOKEN_LIFE_S) };
  answer.writeHead(response.statusCode ?? 500, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

afterAll(async () => {
  entrance?.closeAllConnections();
  entrance?.close();
  await host?.kill('SIGTERM');
});
beforeEach(() => {
  seen.length = 0;
});

const urlOfStaging = () => `http://127.0.0.1:${(entrance.address() as AddressInfo).port}`;

/** The tool in a folder whose configuration names the second host as staging. */
function toolFor(staging: object = {}): Tool {
  const tool = new Tool();
  const config = { targets: { staging: { url: urlOfStaging(), project: 'example-staging', ...staging } } };
  writeFileSync(join(tool.cwd, 'loadgate.config.json'), JSON.stringify(config));
  return tool;
}

/** Users who have signed in elsewhere, as the environment names their tokens. */
function signedIn(tool: Tool) {
  const tokens = Array.from({ length: 500 }, (_, n) => {
    const { uid, country, platform, tenant, vip, royal, creator } = userAt(n, 1);
    return tokenOf(uid, { country, platform, tenant, vip, royal, creator }, SECRET);
  });
  const file = join(tool.cwd, 'id-tokens.json');
  writeFileSync(file, JSON.stringify(tokens));
  return { tokens, variables: { ...NOBODY, LOADGATE_ID_TOKENS: file } };
}

const RUN = ['run', 'smoke', '--profile', 'smoke', '--target', 'staging', '--scale', '0.3'];

test('without its secret, as production, or with too steep a ramp, staging gets no request', async () => {
  using tool = toolFor();
  const bare = await tool.run(RUN, NOBODY);
  expect(bare.code).toBe(EXIT.usage);
  expect(bare.stderr).toMatch(/has no operator: LOADGATE_TOKEN_SECRET is not set[\s\S]*LOADGATE_FIREBASE_API_KEY/);
  const production = await tool.run(RUN, { ...env, LOADGATE_ENVIRONMENT: 'production' });
  expect(production.code).toBe(EXIT.refusedTarget);
  const steep = await tool.run(['run', 'mixed-10k', '--profile', 'quick', '--target', 'staging'], env);
  expect(steep.code).toBe(EXIT.steepRamp);
  expect(steep.stderr).toMatch(/500\/50\/5 rule allows 500 .*No request was sent[\s\S]*use --scale 0\.0/);
  expect(seen).toEqual([]);
});

test('an operator who could not carry the run through is found out before the load, and not quoted', async () => {
  using tool = toolFor();
  const { variables } = signedIn(tool);
  const by = async (token: string) => {
    const { code, stdout, stderr } = await tool.run(RUN, { ...variables, LOADGATE_OPERATOR_ID_TOKEN: token });
    expect(code, stderr).toBe(EXIT.usage);
    expect(stdout + stderr).not.toContain(token);
    return stderr;
  };
  expect(await by(tokenOf('eve', {}, SECRET))).toMatch(/LOADGATE_OPERATOR_ID_TOKEN: user eve has neither the admin/);
  const soon = Math.floor(Date.now() / 1_000) + 300;
  expect(await by(tokenOf('op', { admin: true, exp: soon }, SECRET))).toMatch(/LOADGATE_OPERATOR_ID_TOKEN expires at/);
  expect(seen).toEqual([]);
  expect(await by(tokenOf('op', { admin: true }, 'another secret'))).toMatch(
    /refuses the operator .*_ID_TOKEN with 401/,
  );
  expect(seen.map(({ path }) => path)).toEqual(['/getJobQueue']);
});

test('a run that costs more than its budget is stopped, with a code of its own', async () => {
  using tool = toolFor();
  const { code, stderr } = await tool.run([...RUN, '--max-cost', '0.000001'], env);
  expect(stderr).toMatch(/the measured operations cost \$\S+, more than --max-cost 0\.000001/);
  expect(code).toBe(EXIT.overBudget);
  expect(tool.timeline().map((record) => record.name)).toContain('over budget');
});

test('a run within its budget ends with a verdict: users by ID tokens, the operator by ever new ones, no secret left behind', async () => {
  using tool = toolFor({ warmOperationsPerSecond: 2_000 });
  const { tokens, variables } = signedIn(tool);
  const refreshToken = tokenOf('op', { admin: true }, SECRET);
  const { code, stdout, stderr } = await tool.run([...RUN, '--max-cost', '5'], {
    ...variables,
    LOADGATE_OPERATOR_REFRESH_TOKEN: refreshToken,
    LOADGATE_FIREBASE_API_KEY: API_KEY,
    LOADGATE_SECURE_TOKEN_URL: urlOfStaging() + TOKEN_PATH,
  });
  expect([EXIT.pass, EXIT.inconclusive], stderr).toContain(code);
  expect(tool.verdict().checks.filter((check) => check.status === 'fail')).toEqual([]);

  const exchanges = seen.filter(({ path }) => path.startsWith(TOKEN_PATH));
  const calls = seen.filter(({ path }) => !path.startsWith(TOKEN_PATH));
  expect(calls.length).toBeGreaterThan(50);
  expect(new Set(calls.map(({ appCheck }) => appCheck))).toEqual(new Set([APP_CHECK]));
  const users = new Set(tokens);
  const ofOperator = calls.filter(({ token }) => !users.has(token));
  expect(new Set(ofOperator.map(({ path }) => path))).toContain('/getJobQueue');
  expect(new Set(ofOperator.map(({ token }) => token)).size, 'renewed on the way').toBeGreaterThan(1);
  expect(exchanges.length).toBeGreaterThan(1);

  const secrets = [SECRET, API_KEY, APP_CHECK, refreshToken, ...tokens, ...ofOperator.map(({ token }) => token)];
  const told = [stdout, stderr, ...textsIn(join(tool.cwd, 'results'))];
  expect(told.length).toBeGreaterThan(10);
  for (const text of told) expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});
