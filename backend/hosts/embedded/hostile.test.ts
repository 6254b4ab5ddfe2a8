import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standardModules } from '../../app.ts';
import { seedUsers } from '../../seed/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { RecordingLog } from '../../testing/contexts.ts';
import { type Host, startHost } from './host.ts';
import { systemClock } from './system-ports.ts';
import { call, send, tokenOf } from './testing.ts';

let host: Host;
const log = new RecordingLog();
beforeAll(async () => {
  const store = new MemoryStore(systemClock);
  await seedUsers({ store, clock: systemClock }, { count: 5, seed: 1 });
  host = await startHost({ store, clock: systemClock, log, modules: standardModules(), port: 0 });
});
afterAll(() => host.stop());
const token = tokenOf('u1');
const asUser = { authorization: `Bearer ${token}` };
const past = Math.floor(Date.now() / 1000) - 10;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

test.each([
  ['no token', {}],
  ['an empty token', { authorization: 'Bearer ' }],
  ['another scheme', { authorization: 'Basic dTE6dTE=' }],
  ['an expired token', { authorization: `Bearer ${tokenOf('u1', { iat: past - 60, exp: past })}` }],
  ['a token of another secret', { authorization: `Bearer ${tokenOf('u1', {}, 'guess')}` }],
  ['a huge token', { authorization: `Bearer ${'x'.repeat(8000)}` }],
])('%s is unauthenticated', async (_what, headers) => {
  const answer = await send(`${host.url}/getWallet`, '{"data":{}}', headers);
  expect({ status: answer.status, code: answer.body.error?.status }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
});

test.each([
  ['nothing', ''],
  ['no JSON', '{"data":'],
  ['no object', '"data"'],
  ['null', 'null'],
  ['no data', '{"date":{}}'],
  ['data of another type', '{"data":[1,2,3]}'],
  ['a million brackets', `{"data":${nested(400_000)}}`],
  ['deep JSON where an object is expected', `{"data":{"text":${nested(5_000)}}}`],
  ['a huge body', `{"data":{"text":"${'x'.repeat(2_000_000)}"}}`],
  ['a __proto__ key', '{"data":{"__proto__":{"admin":true}}}'],
  ['an escaped __proto__ key', '{"data":{"\\u005f_proto__":{"admin":true}}}'],
  ['a constructor.prototype key', '{"data":{"constructor":{"prototype":{"admin":true}}}}'],
  ['an unknown key', '{"data":{"messageId":"m","recipientId":"u2","text":"hi","charged":-5}}'],
  ['wrong types', '{"data":{"messageId":7,"recipientId":["u2"],"text":{"$op":"increment","by":5}}}'],
  ['a path as an id', '{"data":{"messageId":"../../wallets/u1","recipientId":"u2","text":"hi"}}'],
  ['half a character', '{"data":{"messageId":"m2","recipientId":"u2","text":"\\ud800"}}'],
])('%s is an invalid argument', async (_what, body) => {
  const answer = await send(`${host.url}/sendChatMessage`, body, asUser);
  expect({ status: answer.status, code: answer.body.error?.status }).toEqual({ status: 400, code: 'INVALID_ARGUMENT' });
});

test('the faulty field is named by its path', async () => {
  const answer = await call(
    host.url,
    'ingestEvents',
    { batchId: 'b1', events: [{ eventId: 'e1', type: 5, at: 0 }] },
    token,
  );
  expect(answer.body.error).toMatchObject({ status: 'INVALID_ARGUMENT', details: { field: 'events.0.type' } });
});

test('other content types, methods and paths are refused in the same form', async () => {
  const asText = await send(`${host.url}/getWallet`, 'data=1', { ...asUser, 'content-type': 'text/plain' });
  expect(asText.body.error).toMatchObject({ status: 'INVALID_ARGUMENT', details: { field: 'content-type' } });
  for (const path of ['getWallet', 'a/b/c', '%2e%2e%2fetc', 'constructor']) {
    const got = await fetch(`${host.url}/${path}`);
    expect([got.status, ((await got.json()) as { error: { status: string } }).error.status]).toEqual([
      404,
      'NOT_FOUND',
    ]);
  }
  for (const name of ['__proto__', 'constructor', 'toString', 'x'.repeat(90)]) {
    expect((await call(host.url, name, {}, token)).body.error?.status).toBe('NOT_FOUND');
  }
});

test('claims are needed: a user gets nowhere at operators’ doors', async () => {
  const operators = [...host.backend.operations.values()].filter(
    ({ access }) => access !== 'user' && access !== 'public',
  );
  expect(operators.length).toBeGreaterThan(5);
  for (const { name } of operators) {
    expect((await call(host.url, name, {}, token)).body.error?.status, name).toBe('PERMISSION_DENIED');
    expect((await call(host.url, name, {})).body.error?.status, name).toBe('UNAUTHENTICATED');
  }
});

test('every operation refuses nonsense as an invalid argument, and none breaks on it', async () => {
  const root = tokenOf('root', { admin: true, superAdmin: true });
  const nonsense = [null, 5, 'x', [], { '': 1 }, { id: { $gt: '' } }, { cursor: 'AAAA', limit: 1e308 }, { limit: -1 }];
  const broken = log.lines.filter(({ level }) => level === 'error').length;
  for (const { name } of host.backend.operations.values()) {
    for (const data of nonsense) {
      const { body } = await call(host.url, name, data, root);
      expect(['INVALID_ARGUMENT', undefined], `${name} ${JSON.stringify(data)}: ${JSON.stringify(body)}`).toContain(
        body.error?.status,
      );
    }
  }
  expect(log.lines.filter(({ level }) => level === 'error').slice(broken)).toEqual([]);
});

test('a request that is cut off or malformed does not take the host down', async () => {
  const { port } = new URL(host.url);
  const garbage = ['\0\0\0\0', 'POST /getWallet HTTP/1.1\r\nContent-Length: 50\r\n\r\n{"da', 'GET / HTTP/9.9\r\n\r\n'];
  for (const text of garbage) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
      socket.once('error', () => {}).once('close', () => resolve());
      socket.resume();
    });
  }
  expect((await call(host.url, 'getWallet', {}, token)).status).toBe(200);
});
