import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Backend,
  createBackend,
  JobRunner,
  MemoryStore,
  providersFrom,
  readPaymentsConfig,
  StoreScheduler,
  standardModules,
  WakeTimes,
} from '../../../backend/index.ts';
import type { RequestOf, ResponseOf } from '../../../lib/api/index.ts';
import type { OperationError } from '../../../lib/wire/index.ts';
import { SimClock } from '../clock.ts';
import { readProvidersConfig } from '../config.ts';
import type { ProvidersState } from '../control.ts';
import type { FaultInput } from '../faults/board.ts';
import { makeIdentities } from '../identities.ts';
import { startProviders } from '../start.ts';

/** One set of keys for all tests of a file. */
const identities = makeIdentities();
const origin = { ip: '127.0.0.1', userAgent: 'test' };

/**
 * The whole backend in this process, paying through simulated providers over real sockets: their interfaces are called by the real SDKs, and
 * their webhooks arrive at a real address. The clock can be moved, so that scheduled verifications need not be waited for.
 */
export async function payingBackend(config: object = {}) {
  const providers = await startProviders(
    readProvidersConfig({
      customers: { settleAfterMs: 5, jitterMs: 20, declined: 0, declinedThenPays: 0, abandons: 0 },
      redeliverAfterMs: [20, 50, 100, 200],
      ...config,
    }),
    await identities,
  );
  const clock = new SimClock();
  const store = new MemoryStore(clock);
  const wake = new WakeTimes();
  const scheduler = new StoreScheduler(clock, { wake });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const random = { next: Math.random, id: () => crypto.randomUUID().replaceAll('-', '').slice(0, 20) };
  const payments = providersFrom(readPaymentsConfig(providers.payments), clock);
  const modules = standardModules({ providers: payments }).filter(({ name }) => name !== 'flags');
  const backend = createBackend({ store, clock, random, scheduler, log, modules });
  const runner = new JobRunner({
    handlers: [...backend.jobs.values()],
    contextFor: (f) => backend.workContext(f),
    wake,
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      response.writeHead(await serveWebhook(backend, request, Buffer.concat(chunks).toString())).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${providers.url}${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  await control('PUT', '/target', { url });
  const as = (uid: string) => ({ uid, admin: uid === 'admin', superAdmin: false });
  const call = (uid: string, name: string, data: unknown) => backend.call(name, data, as(uid), origin);

  return {
    providers,
    clock,
    store,
    call,
    fault: (fault: FaultInput) => control<{ id: string }>('POST', '/faults', fault),
    control,
    state: () => control<ProvidersState>('GET', '/state'),
    buy: (uid: string, request: Partial<RequestOf<'purchaseTokens'>> = {}) =>
      call(uid, 'purchaseTokens', {
        purchaseId: 'p1',
        provider: 'stripe',
        packId: 'tokens-1000',
        ...request,
      }) as Promise<ResponseOf<'purchaseTokens'>>,
    statusOf: async (uid: string, transactionId: string) =>
      ((await call(uid, 'getTransactionStatus', { transactionId })) as ResponseOf<'getTransactionStatus'>).status,
    balanceOf: async (uid: string) => ((await call(uid, 'getWallet', {})) as ResponseOf<'getWallet'>).balance,
    /** Moves both clocks on and runs what is due by then. */
    async advance(ms: number) {
      clock.offsetMs += ms;
      await control('PUT', '/clock', { offsetMs: clock.offsetMs });
      while (runner.nextDueAt() <= clock.now()) await runner.runDue();
    },
    /** Waits until every customer has decided and every event is acknowledged or given up. */
    async settled() {
      for (let n = 0; n < 400; n++) {
        const { open } = await control<ProvidersState>('GET', '/state');
        if (open.deliveries === 0 && open.payments === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error('the providers did not come to rest');
    },
    async close() {
      await providers.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await backend.close();
    },
  };
}

async function serveWebhook(backend: Backend, { url, headers }: IncomingMessage, rawBody: string): Promise<number> {
  const route = backend.routes.find(({ method, path }) => method === 'POST' && path === url);
  if (!route) return 404;
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  try {
    const request = { params: {}, query: {}, headers: flat, body: undefined, rawBody };
    return (await backend.serve(route, request, null, origin)).status;
  } catch (error) {
    return (error as OperationError).code === 'permission-denied' ? 403 : 500;
  }
}
