/** A real backend and real providers, without load: what is pending when the load ends has ended when time has passed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { INVARIANTS } from '../../chaos/invariants/index.ts';
import { signToken } from '../../lib/auth/index.ts';
import { EmbeddedBackend, inDatabase } from '../conductor/embedded-backend.ts';
import { ProcessGroup, type StartProcess } from '../conductor/process-group.ts';
import { startProviders } from '../conductor/providers.ts';
import { Reaper } from '../conductor/reaper.ts';
import { RunFolder } from '../conductor/run-folder.ts';
import { Timeline } from '../conductor/timeline.ts';
import { hmacWith, Operator, SharedSecret } from '../operator/index.ts';
import { backendNow, lateTime } from './late-time.ts';
import { readDocuments } from './read-documents.ts';
import { readPayments } from './read-payments.ts';

const dir = mkdtempSync(join(tmpdir(), 'late-time-'));
const parts = new AsyncDisposableStack();
afterAll(async () => {
  await parts.disposeAsync();
  rmSync(dir, { recursive: true });
});

async function startAll(controls: string) {
  const folder = new RunFolder(dir, `run-${controls}`);
  const reaper = parts.adopt(new Reaper(), (it) => it.close());
  const start: StartProcess = async (spec) => parts.use(await ProcessGroup.start(spec, reaper));
  const providers = await startProviders(1, folder.file('providersLog'), start);
  const settings = { LOADGATE_CHAOS_CONTROLS: controls };
  const place = inDatabase(folder.file('database'));
  const backend = await EmbeddedBackend.open(folder, place, providers.payments, start, settings);
  parts.defer(() => backend.dismiss());
  await providers.sendTo(backend.url);
  const operator = new Operator(backend.url, new SharedSecret(backend.secret));
  const iat = Math.floor(Date.now() / 1000);
  const buy = async (user: string) => {
    const token = signToken({ sub: user, iat, exp: iat + 3_600 }, hmacWith(backend.secret));
    const response = await fetch(`${backend.url}/purchaseTokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data: { purchaseId: 'p1', provider: 'stripe', packId: 'tokens-500' } }),
    });
    expect(response.status, await response.clone().text()).toBe(200);
  };
  const breakStripe = async () => {
    for (const fault of ['outage', 'lost-webhooks']) {
      const body = JSON.stringify({ fault, providers: ['stripe'] });
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(`${providers.url}/faults`, { method: 'POST', headers, body })).status).toBe(201);
    }
  };
  return { run: { operator, providers, timeline: new Timeline(folder.file('timeline')) }, buy, breakStripe };
}

async function evidenceOf(run: Awaited<ReturnType<typeof startAll>>['run']) {
  const documents = await readDocuments(run.operator);
  return {
    history: [],
    documents: (collection: string) => documents.get(collection) ?? [],
    timeline: [],
    payments: await readPayments(run.providers.url),
    settledAt: backendNow(run),
  };
}

test('a payment that nobody answers for is escalated, and every rule of payments holds', async () => {
  const { run, buy, breakStripe } = await startAll('1');
  await buy('u1');
  await breakStripe();
  await lateTime.collect(run);
  const evidence = await evidenceOf(run);
  const [purchase] = evidence.documents('pendingTransactions');
  expect(purchase?.data).toMatchObject({ status: 'escalated', retries: 3, tickets: ['unresolved'] });
  expect(evidence.settledAt - Date.now()).toBeGreaterThan(21 * 60_000);
  for (const id of ['pending-payments-end', 'payment-credited-once']) {
    expect(INVARIANTS.find((one) => one.id === id)?.check(evidence)).toMatchObject({ status: 'pass', checked: 1 });
  }
});

test('where the clock cannot be moved, what is pending is judged by its schedule', async () => {
  const { run, buy, breakStripe } = await startAll('0');
  await buy('u1');
  await breakStripe();
  await lateTime.collect(run);
  const evidence = await evidenceOf(run);
  expect(evidence.documents('pendingTransactions')[0]?.data).toMatchObject({ status: 'pending', retries: 0 });
  expect(Math.abs(evidence.settledAt - Date.now())).toBeLessThan(60_000);
  expect(INVARIANTS.find((one) => one.id === 'pending-payments-end')?.check(evidence)).toMatchObject({
    status: 'pass',
    checked: 1,
  });
});
