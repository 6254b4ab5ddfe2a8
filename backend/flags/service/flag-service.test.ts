import { describe, expect, test } from 'vitest';
import { SAFE_DEFAULTS } from '../registry/index.ts';
import { flagBench } from '../testing/bench.ts';
import { CACHE_TTL_MS, RETRY_MS } from './flag-service.ts';

const asUser = { now: 0, userId: 'u1' };

describe('the cache', () => {
  test('serves without reading until its time is over', async () => {
    const { flags, store, clock } = flagBench();
    await flags.service.flags();
    const { reads } = store;
    clock.advance(CACHE_TTL_MS - 1);
    await flags.service.flags();
    expect(store.reads).toBe(reads);
    clock.advance(1);
    await flags.service.flags();
    expect(store.reads).toBeGreaterThan(reads);
  });

  test('many questions at its end cause one read', async () => {
    const { flags, store } = flagBench();
    await Promise.all(Array.from({ length: 50 }, () => flags.service.evaluate('search', asUser)));
    expect(store.reads).toBe(5);
  });

  test('a change of the store counts at once, and subscribers hear of it', async () => {
    const { flags, put, log } = flagBench();
    expect((await flags.service.evaluate('search', asUser)).enabled).toBe(true);
    let heard = 0;
    const stop = flags.service.subscribe(() => heard++);
    await put('search', { state: 'kill' });
    expect(heard).toBe(1);
    expect(await flags.service.evaluate('search', asUser)).toMatchObject({ enabled: false, state: 'kill' });
    stop();
    await put('search', { state: 'on' });
    expect(heard).toBe(1);
    expect(log.lines).toEqual([]);
  });

  test('without pushes, the next read after its time brings the change: 30 s at most', async () => {
    const { flags, put, clock } = flagBench();
    await flags.service.flags();
    flags.service.close();
    await put('search', { state: 'off' });
    clock.advance(CACHE_TTL_MS - 1);
    expect((await flags.service.evaluate('search', asUser)).enabled).toBe(true);
    clock.advance(1);
    expect((await flags.service.evaluate('search', asUser)).enabled).toBe(false);
  });

  test('a change of this process that is overtaken by a later one does not come back', async () => {
    const { flags, put } = flagBench();
    await put('search', { state: 'kill', version: 6 });
    await flags.service.flags();
    flags.service.apply('search', 5, [{ source: 'featureFlags', path: 'featureFlags/search', data: { state: 'on' } }]);
    expect((await flags.service.evaluate('search', asUser)).state).toBe('kill');
  });
});

describe('a store that cannot be read', () => {
  test('leaves SAFE_DEFAULTS, is asked again soon but not at every call, and comes back', async () => {
    const { flags, store, clock, log } = flagBench();
    flags.service.close();
    store.down = true;
    for (const key of ['chat_paid', 'withdrawals'] as const)
      expect(await flags.service.evaluate(key, asUser)).toMatchObject({
        enabled: SAFE_DEFAULTS[key],
        reason: 'safe-default',
      });
    expect(flags.service.isDegraded).toBe(true);
    store.down = false;
    expect((await flags.service.evaluate('withdrawals', asUser)).enabled).toBe(false);
    clock.advance(RETRY_MS);
    expect((await flags.service.evaluate('withdrawals', asUser)).enabled).toBe(true);
    expect(flags.service.isDegraded).toBe(false);
    expect(log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'error flags cannot be read: safe defaults apply',
      'info flags can be read again',
    ]);
  });

  test('does not lift a kill that was seen before', async () => {
    const { flags, store, clock, put } = flagBench();
    await put('chat_paid', { state: 'kill' });
    await flags.service.flags();
    store.down = true;
    clock.advance(CACHE_TTL_MS);
    expect(await flags.service.evaluate('chat_paid', asUser)).toMatchObject({ enabled: false, state: 'kill' });
  });
});

describe('documents', () => {
  test.each([
    ['an emergency edit that only says enabled: false', { enabled: false }, 'chat_paid', false, 'off'],
    ['an emergency edit of a whole document', { state: 'on', rollout: 100, enabled: false }, 'chat_paid', false, 'off'],
    ['enabled: true over a state that is off', { state: 'off', enabled: true }, 'chat_paid', false, 'off'],
    ['nonsense, where the safe default is on', { rollout: 'all' }, 'chat_paid', true, 'on'],
    ['nonsense, where the safe default is off', { rollout: 'all' }, 'withdrawals', false, 'off'],
    ['nonsense beside a kill', { rollout: 'all', state: 'kill' }, 'chat_paid', false, 'kill'],
  ] as const)('%s', async (_, data, key, enabled, state) => {
    const { flags, put } = flagBench();
    await put(key, data);
    expect(await flags.service.evaluate(key, asUser)).toMatchObject({ enabled, state });
  });

  test('a document of an unknown key is logged and ignored', async () => {
    const { flags, store, log } = flagBench();
    await store.batch((writer) => writer.set('featureFlags/chat_piad', { state: 'kill' }));
    await flags.service.flags();
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: { flag: 'chat_piad' } }));
  });

  test('a system document that cannot be read counts as disabled', async () => {
    const { flags, store } = flagBench();
    await store.batch((writer) => writer.set('systemFeatureFlags/chat', { currentVersion: 7 }));
    expect(await flags.service.evaluate('chat_paid', asUser)).toMatchObject({ reason: 'system-disabled' });
  });
});
