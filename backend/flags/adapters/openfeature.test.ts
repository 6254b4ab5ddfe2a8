import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { afterAll, expect, test } from 'vitest';
import { flagBench } from '../testing/bench.ts';
import { LoadgateProvider } from './openfeature.ts';

afterAll(() => OpenFeature.close());

test('an OpenFeature client asks for every type, sees reasons, and hears of changes', async () => {
  const { flags, clock, put, store } = flagBench();
  await OpenFeature.setProviderAndWait(new LoadgateProvider(flags.service, clock));
  const client = OpenFeature.getClient();
  const user = { targetingKey: 'u2', country: 'DE', platform: 'android' };
  expect(await client.getBooleanDetails('search', false, user)).toMatchObject({
    value: true,
    reason: 'STATIC',
    variant: 'on',
  });

  let heard = 0;
  client.addHandler(ProviderEvents.ConfigurationChanged, () => {
    heard++;
  });
  await put('chat_paid', { state: 'canary', rollout: 5, countries: ['DE'] });
  expect(heard).toBeGreaterThan(0);
  // u2's bucket of chat_paid is 4.55.
  expect(await client.getBooleanDetails('chat_paid', false, user)).toMatchObject({ value: true, reason: 'SPLIT' });
  expect(await client.getNumberValue('chat_paid', -1, user)).toBe(5);
  expect(await client.getBooleanDetails('chat_paid', true, { ...user, country: 'PL' })).toMatchObject({
    value: false,
    reason: 'TARGETING_MATCH',
    flagMetadata: { reason: 'country' },
  });
  await store.batch((writer) => writer.set('platformFeatureFlags/android', { videoCallsQuality: 'sd' }));
  expect(await client.getStringValue('chat_video', 'none', user)).toBe('sd');
  expect(await client.getObjectValue('search', {}, user)).toMatchObject({
    key: 'search',
    enabled: true,
    mode: 'normal',
  });
});

test('an unknown flag gives the default and says so', async () => {
  const { flags, clock } = flagBench();
  await OpenFeature.setProviderAndWait(new LoadgateProvider(flags.service, clock));
  expect(await OpenFeature.getClient().getBooleanDetails('nope', true)).toMatchObject({
    value: true,
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
  });
});
