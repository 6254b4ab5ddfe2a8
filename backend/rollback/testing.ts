import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { flagsModule } from '../flags/index.ts';
import { type Caller, defineAdminOperation, type Operation } from '../operations/index.ts';
import { type World, worldOf } from '../testing/index.ts';
import { type FaultyRelease, type FeatureStatus, type HistoryEntry, releasesModule, rollbackModule } from './index.ts';
import { SafeRollback } from './safe-rollback.ts';

/** An operation of the feature `chat` that answers how it ran, or fails as it is told. */
const send: Operation = defineAdminOperation({
  name: 'send',
  summary: '',
  access: 'user',
  feature: 'chat',
  flag: 'chat_paid',
  input: z.object({ fail: z.string().default(''), gate: z.custom<Promise<void>>().optional() }),
  versions: { '2.4.0': async () => ({ ran: 'the implementation of 2.4.0' }) },
  handler: async (ctx, { fail, gate }) => {
    await gate;
    if (fail === 'bug') throw new Error('message delivery failed');
    if (fail !== '') throw new OperationError(fail as 'internal', 'refused');
    return { ran: 'the newest implementation', mode: ctx.mode, version: ctx.release?.version ?? null };
  },
});

export interface RollbackWorld extends World {
  readonly rollback: SafeRollback;
  admin(name: string, data?: unknown): Promise<unknown>;
  send(input?: { fail?: string; gate?: Promise<void> }): Promise<unknown>;
  /** Sends that all fail with a fault, one after the other. */
  fail(times: number): Promise<void>;
  status(feature?: string): Promise<FeatureStatus>;
  history(feature?: string): Promise<readonly HistoryEntry[]>;
}

type Options = Parameters<typeof worldOf>[1] & { faulty?: readonly FaultyRelease[]; withFlags?: boolean };

export function rollbackWorld({ faulty = [], withFlags = false, ...options }: Options = {}): RollbackWorld {
  const rollback = new SafeRollback();
  const modules = [
    ...(withFlags ? [flagsModule()] : []),
    rollbackModule(rollback),
    releasesModule(faulty),
    { name: 'test', operations: [send] },
  ];
  const world = worldOf(modules, options);
  const operator: Partial<Caller> = { admin: true };
  const admin: RollbackWorld['admin'] = (name, data = {}) => world.as('op', operator)(name, data);
  const sendOnce: RollbackWorld['send'] = (input = {}) => world.as('u1')('send', input);
  return {
    ...world,
    rollback,
    admin,
    send: sendOnce,
    fail: async (times) => {
      for (let i = 0; i < times; i++) await sendOnce({ fail: 'bug' }).catch(() => {});
    },
    status: async (feature = 'chat') =>
      ((await admin('getFeatureStatus', { feature })) as { status: FeatureStatus }).status,
    history: async (feature = 'chat') =>
      ((await admin('getRollbackHistory', { feature })) as { history: HistoryEntry[] }).history,
  };
}

export const stable = { feature: 'chat', version: '2.4.0', markAsStable: true };
export const beta = { feature: 'chat', version: '2.5.0', fallbackLogic: 'redirect_to_stable' };

/** A world in which 2.4.0 is stable and 2.5.0 has just been deployed. */
export async function betaWorld(options: object = {}, world: RollbackWorld = rollbackWorld()): Promise<RollbackWorld> {
  await world.admin('deployFeatureVersion', stable);
  await world.admin('deployFeatureVersion', { ...beta, ...options });
  return world;
}
