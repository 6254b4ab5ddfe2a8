import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineAdminOperation, type Module } from '../../operations/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { startHost } from './host.ts';
import { systemClock } from './system-ports.ts';
import { send } from './testing.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/** A host with one operation that answers when it is told to. */
async function hostWithGate() {
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let closed = false;
  const wait = defineAdminOperation({
    name: 'wait',
    summary: '',
    access: 'public',
    feature: 'test',
    flag: null,
    input: z.unknown(),
    handler: async () => {
      entered.resolve();
      await gate.promise;
      return { closed };
    },
  });
  const module: Module = {
    name: 'test',
    operations: [wait],
    close: async () => {
      closed = true;
    },
  };
  const store = new MemoryStore(systemClock);
  const host = await startHost({ store, clock: systemClock, log: quiet, modules: [module], port: 0 });
  return { host, entered: entered.promise, open: () => gate.resolve() };
}

test('a host that stops answers what is under way, takes no new connection, and only then closes its modules', async () => {
  const { host, entered, open } = await hostWithGate();
  const underWay = send(`${host.url}/wait`, '{"data":null}');
  await entered;
  const stopped = host.stop();
  await expect(fetch(`${host.url}/healthz`, { headers: { connection: 'close' } })).rejects.toThrow();
  open();
  expect(await underWay).toMatchObject({ status: 200, body: { result: { closed: false } } });
  await stopped;
});

test('a client that keeps its connection open does not hold the host up', async () => {
  const { host, open } = await hostWithGate();
  open();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answered = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(`${host.url}/healthz`, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    sent.once('error', reject);
    sent.end();
  });
  expect(answered).toBe(200);
  await host.stop();
  agent.destroy();
});

test('what is answered while the host drains closes its connection, so that the client goes elsewhere', async () => {
  const { host, entered, open } = await hostWithGate();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = () =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request(`${host.url}/wait`, { agent, method: 'POST', headers }, (response) => {
        response.resume();
        response.once('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }));
      });
      sent.once('error', reject);
      sent.end('{"data":null}');
    });
  const first = post();
  await entered;
  const stopped = host.stop();
  open();
  expect(await first).toEqual({ status: 200, connection: 'close' });
  await stopped;
  agent.destroy();
});
