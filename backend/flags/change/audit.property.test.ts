import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Context } from '../../operations/index.ts';
import { ManualClock } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { Crashed, CrashingStore } from '../../store/testing/crashing-store.ts';
import { callerContext, RecordingLog, seededRandom, systemContext } from '../../testing/index.ts';
import { FLAG_STATES } from '../model.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import { FlagService } from '../service/flag-service.ts';
import { FlagControl } from './control.ts';
import { historyOf, verifyAudit } from './history.ts';
import { EditWatch } from './reconcile.ts';
import { Rejections } from './rejections.ts';

const SCHEDULER = { schedule: () => {}, cancel: () => {} };
const FLAGS: readonly FeatureFlagKey[] = ['search', 'swipe', 'wallet'];

interface Command {
  readonly flag: FeatureFlagKey;
  readonly what: 'update' | 'kill' | 'rollback' | 'override' | 'remove-override' | 'delete' | 'create' | 'edit';
  readonly state: (typeof FLAG_STATES)[number];
  readonly rollout: number;
  readonly needs: FeatureFlagKey;
  /** How far the version that the operator looked at is behind. */
  readonly behind: number;
  /** Steps of the store after which this operator's process dies, and whether the last one still took effect. */
  readonly diesAt: number;
  readonly late: boolean;
}

const command: fc.Arbitrary<Command> = fc.record({
  flag: fc.constantFrom(...FLAGS),
  what: fc.constantFrom(
    'update',
    'update',
    'kill',
    'rollback',
    'override',
    'remove-override',
    'delete',
    'create',
    'edit',
  ),
  state: fc.constantFrom(...FLAG_STATES),
  rollout: fc.nat({ max: 100 }),
  needs: fc.constantFrom(...FLAGS),
  behind: fc.constantFrom(0, 0, 0, 1),
  diesAt: fc.oneof({ weight: 3, arbitrary: fc.constant(Number.POSITIVE_INFINITY) }, fc.integer({ min: 1, max: 3 })),
  late: fc.boolean(),
});

/** One operator's process carries out one command; returns the version that it was told, or null. */
async function carryOut(one: Command, store: MemoryStore, clock: ManualClock, seed: number): Promise<number | null> {
  const view = new CrashingStore(store, one.diesAt, one.late);
  const service = new FlagService('prod');
  const log = new RecordingLog();
  const system = { store: view, clock, log, scheduler: SCHEDULER, random: seededRandom(seed) };
  service.start(system);
  const ctx: Context = callerContext(system, { uid: `op${seed % 3}`, admin: true, superAdmin: true });
  const control = new FlagControl(service, new Rejections());
  const version = Number((await store.get(`featureFlags/${one.flag}`))?.data.version ?? 0) - one.behind;
  const request = { flag: one.flag, reason: 'random', version, confirm: one.flag };
  if (one.what === 'edit') {
    // Somebody with nothing but the store at hand.
    await store.batch((writer) => writer.set(`featureFlags/${one.flag}`, { state: one.state, rollout: one.rollout }));
    return null;
  }
  try {
    const { changed, flag } = await {
      update: () =>
        control.update(ctx, {
          ...request,
          patch: { state: one.state, rollout: one.rollout, dependencies: [one.needs] },
        }),
      kill: () => control.kill(ctx, request),
      rollback: () => control.rollback(ctx, request),
      override: () => control.override(ctx, { ...request, override: { tenant: 't1', state: one.state } }),
      'remove-override': () => control.override(ctx, { ...request, override: { tenant: 't1', state: null } }),
      delete: () => control.remove(ctx, request),
      create: () => control.create(ctx, request),
    }[one.what]();
    return changed ? flag.version : null;
  } catch (error) {
    // A refusal or a death: either way nobody was told that something changed.
    if (!(error instanceof Crashed) && (error as { code?: unknown }).code === undefined) throw error;
    return null;
  } finally {
    service.close();
  }
}

/** What every process does now and then: records what was edited around change control. */
async function watch(store: MemoryStore, clock: ManualClock): Promise<void> {
  const service = new FlagService('prod');
  const system = systemContext({ store, clock, scheduler: SCHEDULER });
  service.start(system);
  await new EditWatch(service).check(system);
  service.close();
}

test('replaying the audit gives the current state, whoever changes at once and wherever a process dies', async () => {
  const bursts = fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(bursts, async (rounds) => {
      const clock = new ManualClock(Date.UTC(2026, 0, 1));
      const store = new MemoryStore(clock);
      let seed = 0;
      for (const round of rounds) {
        const told = await Promise.all(
          round.map(async (one) => [one.flag, await carryOut(one, store, clock, seed++)] as const),
        );
        for (const [flag, version] of told) {
          if (version === null || version === 0) continue;
          const entry = await store.get(`featureFlags/${flag}/audit/v${String(version).padStart(8, '0')}`);
          expect(entry, `${flag} version ${version} was acknowledged`).not.toBeNull();
        }
        clock.advance(7_000);
      }
      await watch(store, clock);
      for (const flag of FLAGS) {
        expect((await verifyAudit(store, flag)).faults).toEqual([]);
        const { entries } = await historyOf(store, flag, 100);
        const logged = (await store.query({ collection: 'auditLogs' })).filter(
          ({ data }) => data.type === 'FEATURE_FLAG_CHANGED' && data.flag === flag,
        );
        expect(logged).toHaveLength(entries.length);
      }
    }),
    { numRuns: 80 },
  );
});
