import { expect, test } from 'vitest';
import type { Store } from '../../ports/index.ts';
import { ManualClock } from '../../ports/index.ts';
import { RecordingLog, TEST_START } from '../../testing/index.ts';
import { FlagService } from '../service/flag-service.ts';
import { serveFlags, tokenFor } from '../testing/served.ts';
import { followFlags } from './follow.ts';

/** The store as another process sees it whose own listeners hear nothing. */
const unheard = (store: Store): Store =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'listenQuery') return () => () => {};
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

test('a kill in one process is in force in another, over its stream', async () => {
  const { host, store, request } = await serveFlags();
  const log = new RecordingLog();
  const other = new FlagService('dev');
  other.start({ store: unheard(store), clock: new ManualClock(TEST_START), log });
  const heard: (() => void)[] = [];
  const next = () => new Promise<void>((resolve) => heard.push(resolve));
  const stop = followFlags(
    { url: host.url, token: () => tokenFor('backend-2') },
    async () => {
      await other.refresh();
      heard.shift()?.();
    },
    log,
  );
  await next();
  expect((await other.evaluate('search', { now: TEST_START })).enabled).toBe(true);
  const effect = next();
  await request('POST', '/api/flags/search/kill', tokenFor('op', { admin: true }), { kill_reason: 'x' });
  await effect;
  expect(await other.evaluate('search', { now: TEST_START })).toMatchObject({ enabled: false, state: 'kill' });
  stop();
  await host.stop();
});

test('an outage of the other process is said once, and ends by itself', async () => {
  const log = new RecordingLog();
  const token = () => tokenFor('backend-2');
  const first = await serveFlags();
  const url = first.host.url;
  let heard = 0;
  const stop = followFlags({ url, token }, () => heard++, log);
  await expect.poll(() => heard).toBeGreaterThan(0);
  await first.host.stop();
  await expect.poll(() => log.lines.length).toBe(1);
  const again = await serveFlags(Number(new URL(url).port));
  await expect
    .poll(() => log.lines.map(({ message }) => message), { timeout: 10_000 })
    .toEqual(['flags of the other process are polled', 'following flags again']);
  stop();
  await again.host.stop();
});
