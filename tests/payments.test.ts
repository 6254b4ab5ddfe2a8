import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ProvidersState } from '../chaos/providers/index.ts';
import { hmacWith, Operator, SharedSecret } from '../cli/operator/index.ts';
import type { OperationName, Provider, RequestOf, ResponseOf } from '../lib/api/index.ts';
import { DEV_TOKEN_SECRET, signToken } from '../lib/auth/index.ts';

const ROOT = join(import.meta.dirname, '..');
const PROVIDERS: readonly Provider[] = ['stripe', 'apple', 'google'];
type Process = ChildProcessByStdio<Writable, Readable, null>;
interface Started {
  readonly process: Process;
  readonly url: string;
  readonly payments?: object;
}

let folder: string;
const running: Process[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-payments-'));
});
afterEach(async () => {
  for (const process of running.splice(0)) await kill(process, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a process that prints one ready line. It ends with this one, whatever happens: we hold its stdin. */
async function start(script: string, ...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [join(ROOT, script), ...args, '--exit-with-stdin'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  running.push(child);
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return { process: child, ...(JSON.parse(text) as Omit<Started, 'process'>) };
}

async function kill(child: Process, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

const token = (sub: string) =>
  signToken({ sub, iat: 0, exp: Math.floor(Date.now() / 1000) + 3600 }, hmacWith(DEV_TOKEN_SECRET));

async function call<N extends OperationName>(
  url: string,
  uid: string,
  name: N,
  data: RequestOf<N>,
): Promise<ResponseOf<N>> {
  const response = await fetch(`${url}/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token(uid)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data }),
  });
  const body = (await response.json()) as { result: ResponseOf<N>; error?: object };
  if (body.error) throw new Error(JSON.stringify(body.error));
  return body.result;
}

it('a backend that is killed while payments come in credits each of them once, and nothing else', async () => {
  const customers = { settleAfterMs: 200, jitterMs: 1500, declined: 0, declinedThenPays: 0, abandons: 0 };
  const providersConfig = JSON.stringify({ customers, redeliverAfterMs: [200, 400, 800, 1000, 1000, 1000, 1000] });
  const providers = await start('chaos/providers/main.ts', '--config', providersConfig);
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = { method, headers: { 'content-type': 'application/json' } };
    const response = await fetch(providers.url + path, { ...init, ...(body && { body: JSON.stringify(body) }) });
    expect(response.ok).toBe(true);
    return response.json();
  };
  await control('POST', '/faults', { fault: 'duplicated-webhooks', params: { copies: 2, spreadMs: 1500 } });

  const config = JSON.stringify({ payments: providers.payments });
  const backend = () => start('backend/hosts/embedded/main.ts', '--db', join(folder, 'db.sqlite'), '--config', config);
  const first = await backend();
  await control('PUT', '/target', { url: first.url });
  const users = Array.from({ length: 30 }, (_, n) => `u${n}`);
  const purchases = await Promise.all(
    users.map((uid, n) =>
      call(first.url, uid, 'purchaseTokens', {
        purchaseId: 'p1',
        provider: PROVIDERS[n % 3] ?? 'stripe',
        packId: 'tokens-100',
      }),
    ),
  );
  await sleep(600);
  await kill(first.process, 'SIGKILL');

  const second = await backend();
  await control('PUT', '/target', { url: second.url });
  let state = (await control('GET', '/state')) as ProvidersState;
  for (let n = 0; n < 100 && (state.open.deliveries > 0 || state.open.payments > 0); n++) {
    await sleep(100);
    state = (await control('GET', '/state')) as ProvidersState;
  }
  expect(state.open).toEqual({ deliveries: 0, payments: 0 });
  expect(state.payments).toHaveLength(users.length);
  expect(state.deliveries.some(({ attempts, copies }) => attempts > copies)).toBe(true);

  const operator = new Operator(second.url, new SharedSecret(DEV_TOKEN_SECRET));
  expect(await operator.call('getPaymentSummary')).toMatchObject({
    totals: { pending: 0, confirmed: users.length, failed: 0, escalated: 0 },
    unmatched: 0,
  });
  for (const [n, uid] of users.entries()) {
    const { transactionId } = purchases[n] ?? { transactionId: '' };
    expect(await call(second.url, uid, 'getTransactionStatus', { transactionId })).toMatchObject({
      status: 'confirmed',
    });
    expect(await call(second.url, uid, 'getWallet', {})).toMatchObject({ balance: 100 });
  }
  expect(await operator.call('getLedgerTotals')).toMatchObject({
    sum: 0,
    byKind: { provider: { total: -100 * users.length } },
    mismatches: { count: 0 },
  });
  await kill(second.process, 'SIGTERM');
  expect(second.process.exitCode).toBe(0);
});
