import { expect, test } from 'vitest';
import { refusalOf } from '../../testing/index.ts';
import { flagBench } from '../testing/bench.ts';

const reason = 'not launched there';
const video = { now: 0, userId: 'u1', country: 'PL', platform: 'android' };

test('a country switches a feature off, asks for verification, and goes back', async () => {
  const { as, flags, store } = flagBench();
  const set = (value: object | null) =>
    as('op', { admin: true })('setCountryFeature', { country: 'pl', feature: 'video', value, reason });
  const ask = (who: object = {}) => flags.service.evaluate('chat_video', { ...video, ...who });
  await set({ enabled: false });
  expect(await ask()).toMatchObject({ enabled: false, reason: 'country-disabled' });
  expect(await ask({ country: 'DE' })).toMatchObject({ enabled: true });
  await set({ enabled: true, requireVerification: true });
  expect((await ask()).reason).toBe('verification-required');
  expect(await set(null)).toEqual({ region: 'PL', features: {} });
  expect((await ask()).enabled).toBe(true);
  const logs = (await store.query({ collection: 'auditLogs' })).map(({ data }) => data);
  expect(logs).toHaveLength(3);
  expect(logs).toContainEqual(
    expect.objectContaining({
      region: 'countryFeatureFlags/PL',
      before: null,
      after: { enabled: false },
      changedBy: 'op',
      reason,
    }),
  );
});

test('a platform has its own quality', async () => {
  const { as, flags } = flagBench();
  const input = { platform: 'android', feature: 'videoCallsQuality', value: 'sd', reason: 'bandwidth' };
  await as('op', { admin: true })('setPlatformFeature', input);
  expect(await flags.service.evaluate('chat_video', video)).toMatchObject({ enabled: true, variant: 'sd' });
});

test('what a critical flag goes by needs its name typed; unknown names and non-admins are refused and audited', async () => {
  const { as, store } = flagBench();
  const input = { country: 'PL', feature: 'wallet', value: { enabled: false }, reason };
  expect((await refusalOf(as('op', { admin: true })('setCountryFeature', input))).details).toMatchObject({
    reason: 'CONFIRMATION_REQUIRED',
  });
  expect((await refusalOf(as('op', { admin: true })('setCountryFeature', { ...input, feature: 'x' }))).message).toMatch(
    /^feature: no flag/,
  );
  expect((await refusalOf(as('u1')('setCountryFeature', input))).code).toBe('permission-denied');
  expect(store.dump().map(({ data }) => data.type)).toEqual(Array(3).fill('FEATURE_FLAG_CHANGE_REJECTED'));
  await as('op', { admin: true })('setCountryFeature', { ...input, confirm: 'wallet' });
});
