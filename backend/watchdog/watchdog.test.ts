import { expect, test } from 'vitest';
import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { notificationsModule } from '../notifications/index.ts';
import { defineAdminOperation, type Operation, type WatchedService } from '../operations/index.ts';
import { ManualClock, type NotifierChannel } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { refusalOf, type World, worldOf } from '../testing/index.ts';
import type { AlertDoc } from './alerts.ts';
import { getActiveAlerts, getServiceHealth, Watchdog, watchdogModule } from './index.ts';

const MINUTE = 60_000;

/** A world with one operation of the wallet that takes `ms` and throws what it is told to. */
function watched(options: Parameters<typeof worldOf>[1] = {}) {
  const clock = options.clock ?? new ManualClock(Date.UTC(2026, 0, 5));
  const sent: string[] = [];
  const channel: NotifierChannel = {
    name: 'test',
    send: async ({ key }) => void sent.push(key),
  };
  const operation = (name: string, service: WatchedService): Operation =>
    defineAdminOperation({
      name,
      summary: '',
      access: 'user',
      feature: 'test',
      flag: null,
      service,
      input: z.object({ ms: z.number().default(1), fail: z.string().default('') }),
      handler: async (_ctx, { ms, fail }) => {
        clock.advance(ms);
        if (fail === 'bug') throw new Error('null is not a function');
        if (fail !== '') throw new OperationError(fail as 'internal', 'refused');
        return {};
      },
    });
  const watchdog = new Watchdog();
  const modules = [
    notificationsModule([{ channel, from: 'info' }]),
    watchdogModule([], watchdog),
    { name: 'test', operations: [operation('pay', 'wallet'), operation('talk', 'chat')] },
  ];
  const world = worldOf(modules, { ...options, clock });
  const call = async (times: number, input: { ms?: number; fail?: string } = {}, name = 'pay') => {
    for (let i = 0; i < times; i++)
      await world
        .as('u1')(name, input)
        .catch(() => {});
  };
  return { ...world, watchdog, sent, call };
}

const alertsOf = async (world: Pick<World, 'store'>) =>
  (await getActiveAlerts(world)).map(({ service, metric, severity }) => `${service} ${metric} ${severity}`);

test('operations are heartbeats; refusals by design are successes, faults are errors', async () => {
  const world = watched();
  await world.call(10);
  for (const fail of [
    'resource-exhausted',
    'failed-precondition',
    'invalid-argument',
    'not-found',
    'permission-denied',
  ])
    await world.call(1, { fail });
  await world.call(1, { fail: 'bug' });
  await world.call(1, { fail: 'unavailable' });
  await world.watchdog.checkAllServicesHealth(world.system);
  expect(await getServiceHealth(world, 'wallet')).toMatchObject({
    status: 'healthy',
    operations: 17,
    errors: 2,
    latencySamples: 17,
    lastError: 'pay: refused',
  });
  const read = async (name: string) => world.backend.metrics.find((family) => family.name === name)?.read();
  expect(await read('service_operations_total')).toEqual([
    { labels: { service: 'wallet', result: 'ok' }, value: 15 },
    { labels: { service: 'wallet', result: 'error' }, value: 2 },
  ]);
  expect(await read('service_status')).toContainEqual({ labels: { service: 'wallet' }, value: 0 });
});

test('heartbeats cost no write each: the store hears of them every few seconds', async () => {
  const clock = new ManualClock(0);
  const store = new CrashingStore(new MemoryStore(clock), Number.POSITIVE_INFINITY);
  const world = watched({ clock, store });
  await world.call(5_000, { ms: 2 });
  // 10 s of traffic: written at the start, at 5 s, and no more.
  expect(store.steps).toBe(2);
});

test('a store that fails costs no operation and no heartbeat', async () => {
  const clock = new ManualClock(0);
  const inner = new MemoryStore(clock);
  let broken = true;
  const store = new Proxy(inner, {
    get: (target, name) => {
      if (name === 'batch' && broken) return () => Promise.reject(new OperationError('unavailable', 'store is down'));
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const world = watched({ clock, store });
  await world.call(100, { ms: 100 });
  await expect(world.watchdog.flush(world.system)).rejects.toThrow('store is down');
  broken = false;
  await world.watchdog.checkAllServicesHealth(world.system);
  expect(await getServiceHealth(world, 'wallet')).toMatchObject({ operations: 100, errors: 0 });
});

test('processes are added up, and their percentiles come from merged histograms', async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const store = new MemoryStore(clock);
  const [fast, slow] = [watched({ clock, store, seed: 1 }), watched({ clock, store, seed: 2 })];
  await fast.call(90, { ms: 10 });
  await slow.call(10, { ms: 3_000 });
  await fast.watchdog.flush(fast.system);
  const [health] = await slow.watchdog.checkAllServicesHealth(slow.system, ['wallet']);
  expect(health).toMatchObject({ operations: 100, errors: 0, status: 'degraded' });
  expect(health?.p50).toBe(10);
  expect(health?.p95).toBeGreaterThan(2_950);
  expect(health?.p95).toBeLessThan(3_050);
});

test('an alert opens once, escalates once, resolves by itself, and each is told once', async () => {
  const world = watched();
  await world.elapse(MINUTE);
  const minute = async (good: number, bad: number) => {
    await world.call(good);
    await world.call(bad, { fail: 'internal' });
    await world.elapse(70_000);
  };
  await minute(200, 0);
  expect(await alertsOf(world)).toEqual([]);
  await minute(190, 6);
  expect(await alertsOf(world)).toEqual(['wallet error_rate warning']);
  await minute(190, 6);
  await minute(100, 20);
  await minute(100, 20);
  expect(await alertsOf(world)).toEqual(['wallet error_rate critical']);
  expect((await getServiceHealth(world, 'wallet'))?.status).toBe('degraded');
  // Back in the range of a warning: the episode goes on as it is.
  await minute(190, 6);
  expect(await alertsOf(world)).toEqual(['wallet error_rate critical']);
  await minute(200, 0);
  expect(await alertsOf(world)).toEqual([]);
  expect((await getServiceHealth(world, 'wallet'))?.status).toBe('healthy');
  expect(world.sent.map((key) => key.replace(/\d+/, '#'))).toEqual([
    'alert:wallet-error_rate-#:warning',
    'alert:wallet-error_rate-#:critical',
    'alert:wallet-error_rate-#:resolved',
  ]);
});

test('a service that only fails is down; the alert follows after 5 and 15 minutes without success', async () => {
  const world = watched();
  await world.elapse(MINUTE);
  await world.call(10);
  const start = world.clock.now();
  const seen: [number, string][] = [];
  for (let i = 0; i < 17 * 6; i++) {
    await world.call(1, { fail: 'unavailable', ms: 0 });
    await world.elapse(10_000);
    const down = (await alertsOf(world)).find((one) => one.includes('service_down')) ?? 'none';
    if (seen.at(-1)?.[1] !== down) seen.push([Math.floor((world.clock.now() - start) / MINUTE), down]);
  }
  expect(seen).toEqual([
    [0, 'none'],
    [6, 'wallet service_down warning'],
    [16, 'wallet service_down critical'],
  ]);
  expect((await getServiceHealth(world, 'wallet'))?.status).toBe('down');
  await world.elapse(MINUTE);
  await world.call(100);
  await world.elapse(2 * MINUTE);
  expect(await alertsOf(world)).toEqual([]);
});

test('a silent service is down while others are in use, and not when nobody is there', async () => {
  const world = watched();
  await world.call(10);
  for (let i = 0; i < 12; i++) {
    await world.call(5, {}, 'talk');
    await world.elapse(MINUTE);
  }
  expect((await getServiceHealth(world, 'wallet'))?.status).toBe('down');
  expect(await alertsOf(world)).toEqual(['wallet service_down warning']);
  await world.call(10);
  await world.elapse(2 * MINUTE);
  await world.elapse(60 * MINUTE);
  expect((await getServiceHealth(world, 'wallet'))?.status).toBe('healthy');
  expect((await getServiceHealth(world, 'chat'))?.status).toBe('healthy');
  expect(await alertsOf(world)).toEqual([]);
});

test('an operator resolves an alert: it stays silent until the service was healthy, or gets worse', async () => {
  const world = watched();
  const admin = world.as('op', { admin: true });
  const minute = async (good: number, bad: number) => {
    await world.call(good);
    await world.call(bad, { fail: 'internal' });
    await world.elapse(70_000);
  };
  await minute(190, 6);
  const { alerts } = (await admin('getActiveAlerts')) as { alerts: AlertDoc[] };
  const alertId = alerts[0]?.alertId ?? '';
  const resolve = () => admin('resolveAlert', { alertId, resolution: 'known, fix is coming' });
  expect(await resolve()).toMatchObject({ status: 'resolved', resolvedBy: 'op', resolution: 'known, fix is coming' });
  expect(await resolve()).toMatchObject({ status: 'resolved' });
  await minute(190, 6);
  expect(await alertsOf(world)).toEqual([]);
  await minute(100, 20);
  expect(await alertsOf(world)).toEqual(['wallet error_rate critical']);
  await minute(200, 0);
  await minute(190, 6);
  expect(await alertsOf(world)).toEqual(['wallet error_rate warning']);
  // The second one was resolved by hand and then became well: that is told once, not twice.
  const [second] = await getActiveAlerts(world);
  await admin('resolveAlert', { alertId: second?.alertId, resolution: 'fixed' });
  await minute(200, 0);
  const told = (id: string | undefined) => world.sent.filter((key) => key === `alert:${id}:resolved`).length;
  expect([told(alertId), told(second?.alertId)]).toEqual([1, 1]);
  expect((await world.store.get<AlertDoc>(`alerts/${second?.alertId}`))?.data.resolution).toBe('fixed');
  const unknown = admin('resolveAlert', { alertId: 'nope', resolution: 'x' });
  expect(await refusalOf(unknown)).toMatchObject({ code: 'not-found' });
  expect(await refusalOf(world.as('u1')('getActiveAlerts'))).toMatchObject({ code: 'permission-denied' });
});
