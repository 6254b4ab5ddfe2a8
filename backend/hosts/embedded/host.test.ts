import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { DEV_TOKEN_SECRET, signToken } from '../../../lib/auth/index.ts';
import { OperationError } from '../../../lib/wire/index.ts';
import { defineAdminOperation, type Module } from '../../operations/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { type Host, startHost } from './host.ts';
import { plantedDelay } from './planted-delay.ts';
import { systemClock } from './system-ports.ts';

const base = { summary: '', feature: 'test', flag: null } as const;
const echo = defineAdminOperation({
  ...base,
  name: 'echo',
  access: 'user',
  input: z.strictObject({ text: z.string() }),
  handler: async (ctx, { text }) => ({ text, uid: ctx.caller?.uid ?? null }),
});
const busy = defineAdminOperation({
  ...base,
  name: 'busy',
  access: 'public',
  input: z.unknown(),
  handler: async () => {
    throw new OperationError('resource-exhausted', 'too fast', { retryAfter: 7 });
  },
});
const broken = defineAdminOperation({
  ...base,
  name: 'broken',
  access: 'public',
  input: z.unknown(),
  handler: async () => {
    throw new Error('secret detail');
  },
});
const tick = (send: (event: string, data: unknown) => void) => {
  send('tick', { n: 1 });
  return () => {};
};
const module: Module = {
  name: 'test',
  operations: [echo, busy, broken],
  routes: [
    {
      method: 'GET',
      path: '/ticks',
      summary: '',
      access: 'public',
      feature: 'test',
      handler: async () => ({ status: 200, stream: tick }),
    },
  ],
};

let host: Host;
beforeAll(async () => {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  host = await startHost({
    store: new MemoryStore(systemClock),
    clock: systemClock,
    log: quiet,
    modules: [module],
    port: 0,
  });
});
afterAll(() => host.stop());

const token = signToken({ sub: 'u1', iat: 0, exp: Date.now() / 1000 + 60 }, (message) =>
  createHmac('sha256', DEV_TOKEN_SECRET).update(message).digest('base64url'),
);
async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${host.url}/${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { error: { status: string } },
  };
}

test('answers a callable request as Firebase does', async () => {
  const { status, body } = await post('echo', '{"data":{"text":"hi"}}', { authorization: `Bearer ${token}` });
  expect({ status, body }).toEqual({ status: 200, body: { result: { text: 'hi', uid: 'u1' } } });
});

test.each([
  ['echo', '{"data":{"text":"hi"}}', 401, 'UNAUTHENTICATED'],
  ['nothing', '{"data":{}}', 404, 'NOT_FOUND'],
  ['busy', '{"data":{}}', 429, 'RESOURCE_EXHAUSTED'],
  ['broken', '{"data":{}}', 500, 'INTERNAL'],
  ['busy', '{"dat', 400, 'INVALID_ARGUMENT'],
  ['busy', '[]', 400, 'INVALID_ARGUMENT'],
  ['busy', '{"data":{"__proto__":{"admin":true}}}', 400, 'INVALID_ARGUMENT'],
  ['busy', `{"data":"${'x'.repeat(1024 * 1024)}"}`, 400, 'INVALID_ARGUMENT'],
])('%s with %s is refused', async (path, sent, status, code) => {
  const answer = await post(path, sent);
  expect(answer.status).toBe(status);
  expect(answer.body.error.status).toBe(code);
  expect(JSON.stringify(answer.body)).not.toContain('secret detail');
});

test('a wait is told in the header, too', async () => {
  expect((await post('busy', '{"data":{}}')).headers.get('retry-after')).toBe('7');
});

test('a forged token is refused', async () => {
  const { status } = await post('echo', '{"data":{"text":"hi"}}', { authorization: `Bearer ${token}x` });
  expect(status).toBe(401);
});

test('streams server-sent events', async () => {
  const response = await fetch(`${host.url}/ticks`);
  const reader = response.body?.getReader();
  let text = '';
  while (!text.includes('data:')) text += new TextDecoder().decode((await reader?.read())?.value);
  expect(text).toContain('event: tick\ndata: {"n":1}');
  await reader?.cancel();
});

test('the development secret never leaves loopback', async () => {
  const options = { store: new MemoryStore(systemClock), clock: systemClock, log: console, port: 0, bind: '0.0.0.0' };
  await expect(startHost({ ...options, modules: [] })).rejects.toThrow('LOADGATE_TOKEN_SECRET');
});

test('a planted delay is read strictly', () => {
  const planted = plantedDelay('swipe:+30%,getProfile:5');
  expect(planted('getProfile', null)).toEqual({ ms: 5, share: 0 });
  expect(planted('swipe', 'u1')).toEqual({ ms: 0, share: 0.3 });
  expect(plantedDelay(undefined)('swipe', 'u1')).toEqual({ ms: 0, share: 0 });
  const inCanary = plantedDelay('swipe:50@search:20');
  const met = Array.from({ length: 1000 }, (_, n) => inCanary('swipe', `u${n}`).ms).filter((ms) => ms === 50).length;
  expect(met).toBeGreaterThan(150);
  expect(met).toBeLessThan(250);
  expect(inCanary('swipe', null).ms).toBe(0);
  expect(() => plantedDelay('swipe=30')).toThrow('"swipe=30"');
  expect(() => plantedDelay('swipe:30%')).toThrow('"swipe:30%"');
});

test('a web app of another origin may call, and a request without an origin is answered as ever', async () => {
  const origin = 'http://localhost:3000';
  const asked = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  const preflight = await fetch(`${host.url}/echo`, { method: 'OPTIONS', headers: asked });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization');
  const refused = await fetch(`${host.url}/echo`, { method: 'POST', body: '{}', headers: { origin } });
  expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
  const plain = await fetch(`${host.url}/echo`, { method: 'POST', body: '{}' });
  expect(plain.headers.get('access-control-allow-origin')).toBeNull();
});
