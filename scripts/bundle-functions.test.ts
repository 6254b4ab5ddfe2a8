import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standardModules } from '../backend/app.ts';
import type { Operation } from '../backend/operations/index.ts';
import { registryOf } from '../backend/operations/registry.ts';
import { bundleFunctions } from './bundle-functions.ts';

const ROOT = join(import.meta.dirname, '..');
const operations = [...registryOf(standardModules()).operations.values()];
type Endpoint = Readonly<Record<string, unknown>>;

/** Inside the repository, where the packages that are not bundled are found. */
let dir: string;
beforeAll(async () => {
  dir = await bundleFunctions(join(ROOT, 'dist', `functions-test-${process.pid}`));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Loads the bundle in a Node process of its own, as deployment does, and answers what it exports. */
function manifest(env: Readonly<Record<string, string>> = {}): { endpoints: Record<string, Endpoint>; stderr: string } {
  const script = `const all = await import(${JSON.stringify(`file://${dir}/index.js`)});
    console.log(JSON.stringify(Object.fromEntries(Object.entries(all).map(([name, one]) => [name, one?.__endpoint ?? null]))));`;
  const { PATH = '', HOME = '' } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH, HOME, GCLOUD_PROJECT: 'demo-loadgate', ...env },
    encoding: 'utf8',
  });
  return { endpoints: JSON.parse(stdout || '{}') as Record<string, Endpoint>, stderr };
}

test('the bundle loads in a fresh process and exports the operation table and the three functions beside it, nothing else', () => {
  const { endpoints, stderr } = manifest();
  expect(stderr).toBe('');
  const own = ['api', 'scheduledWork', 'onFeatureFlagChanged'];
  expect(Object.keys(endpoints).sort()).toEqual([...operations.map(({ name }) => name), ...own].sort());
  for (const { name } of operations) expect(endpoints[name]).toMatchObject({ platform: 'gcfv2', callableTrigger: {} });
  expect(endpoints.api).toMatchObject({ httpsTrigger: { invoker: ['public'] } });
  expect(endpoints.scheduledWork).toMatchObject({
    ...{ scheduleTrigger: { schedule: 'every 1 minutes' }, maxInstances: 1, concurrency: 1 },
  });
  expect(endpoints.onFeatureFlagChanged).toMatchObject({
    eventTrigger: {
      eventType: 'google.cloud.firestore.document.v1.written',
      ...{ eventFilterPathPatterns: { document: 'featureFlags/{key}' }, retry: true },
    },
  });
});

test('region, memory, concurrency, instances and secrets are those of the environment', () => {
  const { endpoints } = manifest({
    ...{ LOADGATE_REGION: 'us-central1', LOADGATE_MEMORY: '1GiB', LOADGATE_CONCURRENCY: '20' },
    ...{ LOADGATE_MIN_INSTANCES: '1', LOADGATE_MAX_INSTANCES: '7', LOADGATE_SECRETS: 'STRIPE_SECRET_KEY' },
  });
  const shared = { region: ['us-central1'], secretEnvironmentVariables: [{ key: 'STRIPE_SECRET_KEY' }] };
  expect(endpoints.getProfile).toMatchObject({
    ...{ ...shared, availableMemoryMb: 1024, concurrency: 20, minInstances: 1, maxInstances: 7 },
  });
  const isForOperators = ({ access }: Operation) => access === 'admin' || access === 'superAdmin';
  for (const { name } of operations.filter(isForOperators))
    expect(endpoints[name]).toMatchObject({ ...shared, minInstances: 0, maxInstances: 2 });
});

test('a setting that makes no sense is refused when the functions are loaded, before anything is deployed', () => {
  expect(manifest({ LOADGATE_CONCURRENCY: 'many' }).stderr).toContain(
    'LOADGATE_CONCURRENCY: give a whole number from 1 to 1000',
  );
});

test('the package names exact versions, and each environment has its settings', () => {
  const { dependencies } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies;
  expect(Object.keys(dependencies).sort()).toEqual(['@google-cloud/firestore', 'firebase-admin', 'firebase-functions']);
  for (const [name, version] of Object.entries(dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(version).toBe(own[name]);
  }
  const tier = (environment: string) =>
    /^LOADGATE_ENVIRONMENT=(.*)$/m.exec(readFileSync(join(dir, `.env.${environment}`), 'utf8'))?.[1];
  expect(['dev', 'staging', 'production'].map(tier)).toEqual(['dev', 'staging', 'prod']);
});
