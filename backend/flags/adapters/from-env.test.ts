import { expect, test } from 'vitest';
import { ManualClock } from '../../ports/index.ts';
import { flagsFromEnv } from './from-env.ts';

const clock = new ManualClock(0);

test('the environment is dev unless it is said; peers are followed only where they are named', () => {
  expect(flagsFromEnv({}, clock)).toEqual({ environment: 'dev' });
  expect(flagsFromEnv({ LOADGATE_ENVIRONMENT: 'prod' }, clock)).toEqual({ environment: 'prod' });
  expect(flagsFromEnv({ LOADGATE_FLAG_PEERS: 'http://127.0.0.1:1, http://b' }, clock).follow).toBeTypeOf('function');
});

test.each([
  [{ LOADGATE_ENVIRONMENT: 'production' }, 'LOADGATE_ENVIRONMENT is "production": use one of dev, staging, prod'],
  [{ LOADGATE_FLAG_PEERS: 'localhost:1' }, 'LOADGATE_FLAG_PEERS: "localhost:1" is no address'],
])('%j is refused', (env, message) => {
  expect(() => flagsFromEnv(env, clock)).toThrow(message);
});
