import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { call, type HostProcess, startProcess, tokenOf } from './testing.ts';
import { outlivesKill } from './testing-durability.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-host-'));
const running = new Set<HostProcess>();
const start = async (...args: Parameters<typeof startProcess>) => {
  const host = await startProcess(...args);
  running.add(host);
  return host;
};
const end = async (host: HostProcess, signal: NodeJS.Signals) => {
  running.delete(host);
  return host.kill(signal);
};
afterAll(async () => {
  for (const host of running) await host.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test('seeds, serves, and keeps what it acknowledged over kill -9', async () => {
  const args = ['--db', join(folder, 'a.sqlite'), '--seed-users', '60', '--seed', '5'];
  const second = await outlivesKill(() => start(args));
  expect(await end(second, 'SIGTERM')).toBe(0);
});

test('tells its health, its metrics, its bill and its operations', async () => {
  const secret = 'a secret of this test';
  const args = ['--db', join(folder, 'b.sqlite'), '--seed-users', '200', '--results', join(folder, 'no-run-yet')];
  const host = await start(args, {
    LOADGATE_TOKEN_SECRET: secret,
  });
  const get = (path: string, token?: string) =>
    fetch(`${host.url}${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
  const [user, admin] = [tokenOf('u1', {}, secret), tokenOf('ops', { admin: true }, secret)];
  expect((await call(host.url, 'getWallet', {}, tokenOf('u1'))).status).toBe(401);
  await call(host.url, 'getWallet', {}, user);
  await call(host.url, 'getWallet', { extra: 1 }, user);

  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain('loadgate_calls_total{operation="getWallet",code="ok"} 1');
  expect(metrics).toContain('loadgate_calls_total{operation="getWallet",code="invalid-argument"} 1');
  expect(metrics).toContain('loadgate_call_seconds_count{operation="getWallet"} 3');
  expect(metrics).toMatch(
    /loadgate_billed_operations_total\{feature="wallet",operation="getWallet",kind="reads"\} [1-9]/,
  );
  expect(metrics).toContain('nodejs_eventloop_lag_seconds');
  expect(metrics).toContain('process_resident_memory_bytes');

  expect((await get('/admin/billing', user)).status).toBe(403);
  const bill = (await (await get('/admin/billing', admin)).json()) as {
    rows: { operation: string; writes: number }[];
    process: { storedBytes: number; cpuSeconds: number };
  };
  expect(bill.rows.map((row) => row.operation)).toContain('getWallet');
  expect(bill.rows.reduce((sum, row) => sum + row.writes, 0)).toBeLessThan(300);
  expect(bill.process.storedBytes).toBeGreaterThan(20_000);

  const runs = await (await get('/api/runs', admin)).json();
  expect(runs).toMatchObject({ folder: join(folder, 'no-run-yet'), runs: [] });

  const api = (await (await get('/openapi.json')).json()) as { paths: Record<string, { post?: object }> };
  expect(api.paths['/sendChatMessage']?.post).toMatchObject({ security: [{ bearer: [] }] });
  expect(await end(host, 'SIGTERM')).toBe(0);
});

test('says what is wrong with its arguments, and which other process holds its database', async () => {
  await expect(start(['--port', 'many'])).rejects.toThrow(/code 2: --port: .*number/s);
  await expect(start(['--config', '{"paymnets":{}}'])).rejects.toThrow('paymnets');
  await expect(start(['--results', process.execPath])).rejects.toThrow(/code 2: --results: .* is no folder/s);
  await expect(start([], { LOADGATE_SLOW_OPERATION: 'swipe' })).rejects.toThrow('"swipe" is not <operation>');
  await expect(start(['--bind', '0.0.0.0'])).rejects.toThrow('LOADGATE_TOKEN_SECRET');
  const file = join(folder, 'c.sqlite');
  const host = await start(['--db', file]);
  await expect(start(['--db', file])).rejects.toThrow('another backend uses it');
  expect(await end(host, 'SIGTERM')).toBe(0);
});
