import { afterAll, expect, test } from 'vitest';
import { call, startProcess, tokenOf } from '../testing.ts';

const host = await startProcess(['--seed-users', '40'], { LOADGATE_CHAOS_CONTROLS: '1' });
afterAll(() => host.kill('SIGKILL'));

const [user, admin] = [tokenOf('u1'), tokenOf('op', { admin: true })];
const root = tokenOf('op', { superAdmin: true });

async function control(method: string, path: string, body?: object, token = root) {
  const response = await fetch(`${host.url}/chaos/faults${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const wallet = async () => (await call(host.url, 'getWallet', {}, user)).status;
const message = (messageId: string) =>
  call(host.url, 'sendChatMessage', { messageId, recipientId: 'u2', text: 'hello' }, user);

test('store errors strike until they are reverted', async () => {
  expect(await wallet()).toBe(200);
  expect((await control('PUT', '/e', { fault: 'store-errors', ttlMs: 60_000 })).status).toBe(200);
  expect(await wallet()).toBe(503);
  expect((await control('DELETE', '/e')).body).toEqual({ reverted: true });
  expect(await wallet()).toBe(200);
  expect((await control('DELETE', '/e')).body).toEqual({ reverted: false });
});

test('an answer that is lost leaves the work done, and a repeat finds it', async () => {
  await control('PUT', '/lost', { fault: 'store-errors', on: 'writes', answer: 'after', ttlMs: 60_000 });
  expect((await message('m1')).status).toBe(503);
  await control('DELETE', '/lost');
  const repeated = await message('m1');
  expect(repeated).toMatchObject({ status: 200, body: { result: { charged: 2 } } });
  const next = (await message('m2')).body.result as { balance: number };
  expect((repeated.body.result as { balance: number }).balance - next.balance).toBe(2);
});

test('store latency is felt at every access', async () => {
  await control('PUT', '/slow', { fault: 'store-latency', ms: 200, ttlMs: 60_000 });
  const from = performance.now();
  expect(await wallet()).toBe(200);
  expect(performance.now() - from).toBeGreaterThanOrEqual(190);
  await control('DELETE', '/slow');
  expect((await control('GET', '')).body).toEqual({ faults: [] });
});

test('the clock jumps and comes back', async () => {
  const jump = 600_000;
  const at = async () => ((await message(`c${Math.random()}`)).body.result as { at: number }).at;
  const before = await at();
  await control('PUT', '/jump', { fault: 'clock-jump', byMs: jump, ttlMs: 60_000 });
  expect((await at()) - before).toBeGreaterThanOrEqual(jump);
  await control('DELETE', '/jump');
  expect((await at()) - before).toBeLessThan(jump);
});

test('a fault whose tool is gone ends by itself', async () => {
  await control('PUT', '/e', { fault: 'store-errors', ttlMs: 300 });
  expect(await wallet()).toBe(503);
  await expect.poll(wallet, { timeout: 20_000 }).toBe(200);
});

test('only super-admins may, in words that name the mistake', async () => {
  const errors = { fault: 'store-errors', ttlMs: 1000 };
  expect((await control('PUT', '/x', errors, admin)).status).toBe(403);
  expect((await control('GET', '', undefined, user)).status).toBe(403);
  const refused = async (body: object) => JSON.stringify((await control('PUT', '/x', body)).body);
  expect(await refused({ fault: 'store-errors' })).toContain('ttlMs');
  expect(await refused({ ...errors, fractoin: 0.5 })).toContain('fractoin');
  expect(await refused({ fault: 'fire', ttlMs: 1 })).toContain('fault');
  expect((await control('GET', '')).body).toEqual({ faults: [] });
});

test('a host that was not told to has no such controls, and none that others could reach', async () => {
  await expect(startProcess(['--bind', '0.0.0.0'], { LOADGATE_CHAOS_CONTROLS: '1' })).rejects.toThrow(
    'faults are for this machine only',
  );
  await expect(startProcess([], { LOADGATE_CHAOS_CONTROLS: 'yes' })).rejects.toThrow('neither 1 nor 0');
  const plain = await startProcess([]);
  const response = await fetch(`${plain.url}/chaos/faults`, { headers: { authorization: `Bearer ${root}` } });
  expect(response.status).toBe(404);
  await plain.kill('SIGTERM');
});
