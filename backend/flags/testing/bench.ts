/** A backend of the flags module and a few operations, over a store that can be taken away. */
import { z } from 'zod';
import { createBackend } from '../../app.ts';
import { type Caller, defineAdminOperation, type Operation, type SystemContext } from '../../operations/index.ts';
import { type DocData, ManualClock, type Query, type WriteData } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { RecordingLog, seededRandom, TEST_START } from '../../testing/index.ts';
import { type FlagsConfig, flagsModule } from '../module.ts';
import { flagPath } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';

/** A store in memory whose reads and writes fail while `down`. */
export class FallibleStore extends MemoryStore {
  down = false;
  reads = 0;
  writes = 0;
  override async query<T = DocData>(query: Query) {
    this.#reachable();
    this.reads++;
    return super.query<T>(query);
  }
  override async batch(body: Parameters<MemoryStore['batch']>[0]) {
    this.#reachable();
    this.writes++;
    await super.batch(body);
  }
  #reachable(): void {
    if (this.down) throw new Error('the store is away');
  }
}

/** Writes a note under the caller's name, so that writes can be told. */
export const note: Operation = defineAdminOperation({
  name: 'note',
  summary: 'Writes a note',
  access: 'user',
  feature: 'test',
  flag: 'chat_paid',
  input: z.strictObject({ text: z.string().min(1) }),
  handler: async (ctx, { text }) => {
    const path = `notes/${ctx.caller?.uid}`;
    await ctx.store.batch((writer) => writer.set(path, { text, mode: ctx.mode }));
    return { text: (await ctx.store.get(path))?.data.text ?? null, mode: ctx.mode };
  },
});

export function flagBench({
  operations = [note],
  config,
}: {
  operations?: readonly Operation[];
  config?: FlagsConfig;
} = {}) {
  const clock = new ManualClock(TEST_START);
  const store = new FallibleStore(clock);
  const log = new RecordingLog();
  const scheduled: string[] = [];
  const system: SystemContext = {
    store,
    clock,
    log,
    random: seededRandom(1),
    scheduler: { schedule: (_, { jobId }) => void scheduled.push(jobId), cancel: () => {} },
  };
  const flags = flagsModule(config);
  const backend = createBackend({ ...system, modules: [flags, { name: 'test', operations }] });
  const origin = { ip: '10.0.0.1', userAgent: 'test' };
  const as =
    (uid: string, claims: Partial<Caller> = {}) =>
    (name: string, data: unknown = {}) =>
      backend.call(name, data, { uid, admin: false, superAdmin: false, ...claims }, origin);
  /** Writes a flag's document around change control, as an operator with nothing but the store would. */
  const put = (key: FeatureFlagKey, data: WriteData) => store.batch((writer) => writer.set(flagPath(key), data));
  return { backend, flags, clock, store, log, system, scheduled, as, put, origin };
}
