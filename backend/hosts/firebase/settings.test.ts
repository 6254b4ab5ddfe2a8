import { expect, test } from 'vitest';
import { resourcesOf } from './resources.ts';
import { settingsFrom } from './settings.ts';

test.each([
  ['LOADGATE_REGION', 'moon-1', 'give one of'],
  ['LOADGATE_MEMORY', '12', 'give one of'],
  ['LOADGATE_CONCURRENCY', 'many', 'give a whole number from 1 to 1000'],
  ['LOADGATE_MAX_INSTANCES', '0', 'give at least 1'],
  ['LOADGATE_MIN_INSTANCES', '50', 'give at most LOADGATE_MAX_INSTANCES'],
  ['LOADGATE_APP_CHECK', 'yes', 'give on or off'],
  ['LOADGATE_SECRETS', 'stripe key', 'give names such as STRIPE_SECRET_KEY'],
])('%s=%s is refused', (variable, value, advice) => {
  expect(() => settingsFrom({ [variable]: value })).toThrow(`${variable}: ${advice}`);
});

test('an empty variable counts as absent', () => {
  expect(settingsFrom({ LOADGATE_REGION: '', LOADGATE_SECRETS: '' })).toEqual(settingsFrom({}));
});

test('operators get few instances, and heavy operations get room', () => {
  const { resources } = settingsFrom({ LOADGATE_MIN_INSTANCES: '1', LOADGATE_MAX_INSTANCES: '50' });
  expect(resourcesOf({ name: 'getProfile', access: 'user' }, resources)).toEqual(resources);
  expect(resourcesOf({ name: 'killFeatureFlag', access: 'admin' }, resources)).toMatchObject({
    ...{ minInstances: 0, maxInstances: 2 },
  });
  expect(resourcesOf({ name: 'exportDocuments', access: 'superAdmin' }, resources)).toMatchObject({
    ...{ memory: '1GiB', timeoutSeconds: 300, minInstances: 0, maxInstances: 2 },
  });
});
