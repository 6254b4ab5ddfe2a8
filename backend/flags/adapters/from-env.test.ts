import { expect, test } from 'vitest';
import { ManualClock } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { RecordingLog } from '../../testing/index.ts';
import { FlagService } from '../service/flag-service.ts';
import { flagsFromEnv } from './from-env.ts';

const clock = new ManualClock(0);

test('the environment is dev unless it is said; peers are followed only where they are named', () => {
  expect(flagsFromEnv({}, clock)).toEqual({ environment: 'dev' });
  expect(flagsFromEnv({ LOADGATE_ENVIRONMENT: 'prod' }, clock)).toEqual({ environment: 'prod' });
  expect(flagsFromEnv({ LOADGATE_FLAG_PEERS: 'http://127.0.0.1:1, http://b' }, clock).follow).toBeTypeOf('function');
});

test('flags can be killed in a process, whatever the store says and while it cannot be read', async () => {
  expect(flagsFromEnv({ LOADGATE_DISABLED_FLAGS: 'search, wallet' }, clock).disabled).toEqual(['search', 'wallet']);
  const { disabled } = flagsFromEnv({ LOADGATE_DISABLED_FLAGS: 'search' }, clock);
  const store = new MemoryStore(clock);
  const service = new FlagService('dev', disabled);
  service.start({ store, clock, log: new RecordingLog() });
  expect(await service.evaluate('search', { userId: 'u1', now: 0 })).toMatchObject({
    enabled: false,
    reason: 'killed',
  });
  expect(await service.evaluate('discovery_feed', { userId: 'u1', now: 0 })).toMatchObject({ enabled: true });
  store.query = () => Promise.reject(new Error('away'));
  await service.refresh();
  expect(service.isDegraded).toBe(true);
  expect(await service.evaluate('search', { userId: 'u1', now: 0 })).toMatchObject({
    enabled: false,
    reason: 'killed',
  });
  service.close();
});

test.each([
  [{ LOADGATE_DISABLED_FLAGS: 'serch' }, 'LOADGATE_DISABLED_FLAGS: there is no flag "serch"'],
  [{ LOADGATE_ENVIRONMENT: 'production' }, 'LOADGATE_ENVIRONMENT is "production": use one of dev, staging, prod'],
  [{ LOADGATE_FLAG_PEERS: 'localhost:1' }, 'LOADGATE_FLAG_PEERS: "localhost:1" is no address'],
])('%j is refused', (env, message) => {
  expect(() => flagsFromEnv(env, clock)).toThrow(message);
});
