/** What the guard adds to an operation: the same call through the pipeline with and without the stage, in alternating batches. */
import { z } from 'zod';
import { createBackend } from '../../backend/app.ts';
import { flagsModule } from '../../backend/flags/index.ts';
import { defineAdminOperation } from '../../backend/operations/index.ts';
import { MemoryStore } from '../../backend/store/index.ts';
import { quantile } from './evaluation.ts';

const PER_BATCH = 2_000;
const log = { info: () => {}, warn: () => {}, error: () => {} };
const clock = { now: () => Date.now() };
const random = { next: Math.random, id: () => 'bench' };
const scheduler = { schedule: () => {}, cancel: () => {} };
const caller = {
  uid: 'user-1',
  admin: false,
  superAdmin: false,
  country: 'DE',
  platform: 'web',
  tenant: 't1',
  vip: true,
};
const origin = { ip: '127.0.0.1', userAgent: 'bench' };

const noop = defineAdminOperation({
  name: 'noop',
  summary: '',
  access: 'user',
  feature: 'bench',
  flag: 'chat_paid',
  input: z.unknown(),
  handler: async () => null,
});

export interface GuardCost {
  /** Median over batches of the time per call, in µs. */
  readonly withGuardUs: number;
  readonly withoutGuardUs: number;
  /** Median of the difference of neighbouring batches, in µs. */
  readonly addedUs: number;
}

export async function measureGuard(batches = 200): Promise<GuardCost> {
  const system = { store: new MemoryStore(clock), clock, random, scheduler, log };
  const flags = flagsModule();
  const guarded = createBackend({ ...system, modules: [flags, { name: 'bench', operations: [noop] }] });
  const bare = createBackend({ ...system, modules: [{ name: 'bench', operations: [noop] }] });
  await system.store.batch((writer) =>
    writer.set('featureFlags/chat_paid', {
      state: 'canary',
      rollout: 99.99,
      countries: ['DE'],
      platforms: ['web'],
      requiresVip: true,
    }),
  );
  const batch = async ({ call }: typeof bare): Promise<number> => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < PER_BATCH; i++) await call('noop', null, caller, origin);
    return Number(process.hrtime.bigint() - start) / PER_BATCH / 1_000;
  };
  const times: { readonly with: number; readonly without: number }[] = [];
  for (let i = -20; i < batches; i++) {
    const pair = { with: await batch(guarded), without: await batch(bare) };
    if (i >= 0) times.push(pair);
  }
  await guarded.close();
  return {
    withGuardUs: quantile(
      times.map((pair) => pair.with),
      0.5,
    ),
    withoutGuardUs: quantile(
      times.map((pair) => pair.without),
      0.5,
    ),
    addedUs: quantile(
      times.map((pair) => pair.with - pair.without),
      0.5,
    ),
  };
}
