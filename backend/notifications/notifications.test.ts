import { expect, test } from 'vitest';
import { createBackend } from '../app.ts';

import { ManualClock, type Notification, type NotifierChannel } from '../ports/index.ts';
import { JobRunner, StoreScheduler, WakeTimes } from '../scheduler/index.ts';
import { MemoryStore } from '../store/index.ts';
import { seededRandom, systemContext } from '../testing/index.ts';
import { RETRY_DELAYS_MS } from './deliver.ts';
import { type ConfiguredChannel, enqueueNotification, notificationsModule } from './index.ts';
import type { DeliveryDoc } from './outbox.ts';

const alert: Notification = { key: 'k1', severity: 'warning', title: 't', body: 'b', source: 's' };

function recording(name: string, works: () => boolean, sent: string[]): NotifierChannel {
  return {
    name,
    send: async ({ key }) => {
      sent.push(`${name}:${key}`);
      if (!works()) throw new Error(`${name} is down`);
    },
  };
}

function world(channels: readonly ConfiguredChannel[]) {
  const clock = new ManualClock(0);
  const store = new MemoryStore(clock);
  const wake = new WakeTimes();
  const scheduler = new StoreScheduler(clock, { wake });
  const ctx = systemContext({ store, clock, scheduler, random: seededRandom(1) });
  const module = notificationsModule(channels);
  const runner = new JobRunner({ handlers: module.jobs ?? [], contextFor: () => ctx, wake });
  const backend = createBackend({ ...ctx, modules: [module] });
  const admin = { uid: 'ops', admin: true, superAdmin: false };
  return {
    ctx,
    store,
    clock,
    enqueue: (notification = alert) => store.batch((writer) => enqueueNotification(ctx, writer, notification)),
    call: (name: string, data: unknown) => backend.call(name, data, admin, { ip: '', userAgent: '' }),
    async runUntil(time: number) {
      for (;;) {
        await runner.runDue();
        const next = runner.nextDueAt();
        if (next > time) break;
        if (next > clock.now()) clock.advance(next - clock.now());
      }
      clock.advance(Math.max(0, time - clock.now()));
    },
    async deliveries() {
      const docs = await store.query<DeliveryDoc>({ collection: 'notificationDeliveries' });
      return docs.map(({ data }) => [data.channel, data.state, data.attempts]);
    },
  };
}

test('one delivery per channel and key, however often the key is enqueued', async () => {
  const sent: string[] = [];
  const { enqueue, runUntil, deliveries } = world([
    { channel: recording('a', () => true, sent), from: 'info' },
    { channel: recording('b', () => true, sent), from: 'critical' },
  ]);
  await enqueue();
  await enqueue();
  await runUntil(1000);
  await enqueue();
  await runUntil(100_000);
  await enqueue({ ...alert, key: 'k2', severity: 'critical' });
  await runUntil(200_000);
  expect(sent.sort()).toEqual(['a:k1', 'a:k2', 'b:k2']);
  expect(await deliveries()).toEqual([
    ['a', 'delivered', 1],
    ['a', 'delivered', 1],
    ['b', 'delivered', 1],
  ]);
});

test('a notification goes out only if its transaction was committed', async () => {
  const sent: string[] = [];
  const { ctx, store, runUntil } = world([{ channel: recording('a', () => true, sent), from: 'info' }]);
  const refused = store.transaction(async (tx) => {
    enqueueNotification(ctx, tx, alert);
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  await runUntil(100_000);
  expect(sent).toEqual([]);
});

test('a channel that is down is tried again with growing waits; the others are not held up', async () => {
  const sent: string[] = [];
  let works = false;
  const { enqueue, runUntil, deliveries } = world([
    { channel: recording('bad', () => works, sent), from: 'info' },
    { channel: recording('good', () => true, sent), from: 'info' },
  ]);
  await enqueue();
  await runUntil(0);
  expect(await deliveries()).toEqual([
    ['bad', 'waiting', 1],
    ['good', 'delivered', 1],
  ]);
  await runUntil(9_999);
  expect(sent).toHaveLength(2);
  await runUntil(10_000);
  expect(sent.filter((one) => one === 'bad:k1')).toHaveLength(2);
  works = true;
  await runUntil(10_000 + 60_000);
  expect(await deliveries()).toEqual([
    ['bad', 'delivered', 3],
    ['good', 'delivered', 1],
  ]);
  expect(sent.filter((one) => one === 'good:k1')).toHaveLength(1);
});

test('after the last attempt the delivery is dead, listed, and can be tried again', async () => {
  const sent: string[] = [];
  let works = false;
  const { enqueue, runUntil, clock, call, deliveries } = world([
    { channel: recording('a', () => works, sent), from: 'info' },
  ]);
  await enqueue();
  await runUntil(RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay, 0) + 1000);
  expect(sent).toHaveLength(RETRY_DELAYS_MS.length + 1);
  expect(await call('listDeadNotifications', {})).toMatchObject({
    deliveries: [{ key: 'k1', channel: 'a', state: 'dead', attempts: 6, error: 'a is down' }],
  });
  await runUntil(clock.now() + 2 * 3_600_000);
  expect(sent).toHaveLength(RETRY_DELAYS_MS.length + 1);

  works = true;
  expect(await call('retryNotification', { key: 'k1' })).toEqual({ retried: 1 });
  await runUntil(clock.now() + 1000);
  expect(await deliveries()).toEqual([['a', 'delivered', 1]]);
  expect(await call('listNotifications', {})).toMatchObject({
    notifications: [{ key: 'k1', deliveries: [{ channel: 'a', state: 'delivered' }] }],
  });
  await expect(call('retryNotification', { key: 'k1' })).rejects.toMatchObject({ code: 'not-found' });
});

test('a key that cannot be a document id is refused', async () => {
  const { enqueue } = world([]);
  await expect(enqueue({ ...alert, key: 'a/b' })).rejects.toThrow('cannot be the key of a notification');
});
