import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { FALLBACKS, readState } from './feature-state.ts';
import { COOL_DOWN_MS, type FeatureState, type HistoryEntry } from './index.ts';
import { rollbackWorld } from './testing.ts';

const version = fc.constantFrom('1.0.0', '1.1.0', '1.2.0');
const manual = fc.oneof(
  fc.record({
    do: fc.constant('deployFeatureVersion' as const),
    input: fc.record({
      version,
      markAsStable: fc.boolean(),
      autoDisableOnError: fc.boolean(),
      errorThreshold: fc.integer({ min: 1, max: 5 }),
      fallbackLogic: fc.constantFrom(...FALLBACKS),
    }),
  }),
  fc.record({ do: fc.constant('rollbackToVersion' as const), input: fc.record({ version, reason: fc.constant('x') }) }),
  fc.record({ do: fc.constant('disableFeature' as const), input: fc.constant({ reason: 'x' }) }),
  fc.record({ do: fc.constant('enableFeature' as const), input: fc.constant({}) }),
  fc.record({ do: fc.constant('markVersionStable' as const), input: fc.constant({}) }),
);
const outcomes = fc.record({
  do: fc.constant('calls' as const),
  /** True: the call fails. */
  fails: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
});
const wait = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(1, 1_000, COOL_DOWN_MS - 1, COOL_DOWN_MS),
});
const steps = fc.array(fc.oneof({ weight: 2, arbitrary: manual }, { weight: 3, arbitrary: outcomes }, wait), {
  minLength: 1,
  maxLength: 30,
});

test('one process falls back exactly when a run of errors reaches the threshold, and never else', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const world = rollbackWorld();
      let streak = 0;
      for (const step of script) {
        if (step.do === 'wait') world.clock.advance(step.ms);
        else if (step.do !== 'calls') {
          const before = (await world.status())?.revision;
          await world.admin(step.do, { feature: 'chat', ...step.input }).catch(() => {});
          if ((await world.status())?.revision !== before) streak = 0;
        } else {
          for (const fails of step.fails) {
            const before: FeatureState | null = await world.status();
            await world.send(fails ? { fail: 'bug' } : {}).catch(() => {});
            const after: FeatureState | null = await world.status();
            const counted = before?.enabled === true && before.currentVersion !== '';
            if (counted) streak = fails ? streak + 1 : 0;
            const falls =
              counted &&
              fails &&
              before.autoDisableOnError &&
              streak >= before.errorThreshold &&
              world.clock.now() >= before.coolDownUntil;
            expect((after?.revision ?? 0) - (before?.revision ?? 0)).toBe(falls ? 1 : 0);
            if (falls) streak = 0;
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('processes that fail, change and die at once agree: history explains every state, and nothing flaps', async () => {
  const crash = fc.record({ after: fc.integer({ min: 1, max: 40 }), late: fc.boolean() });
  const groups = fc.array(fc.array(fc.tuple(fc.nat(1), fc.oneof(manual, outcomes)), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 10,
  });
  await fc.assert(
    fc.asyncProperty(groups, fc.array(crash, { maxLength: 4 }), wait, async (script, crashes, pause) => {
      const clock = new ManualClock(1_000_000_000);
      const store = new MemoryStore(clock);
      const deaths = [...crashes];
      let lives = 0;
      const start = () => {
        const death = deaths.shift();
        const view = new CrashingStore(store, death?.after ?? Number.POSITIVE_INFINITY, death?.late);
        return { view, ...rollbackWorld({ store: view, clock, seed: ++lives }) };
      };
      const processes = [start(), start()];
      for (const together of script) {
        const work = together.map(async ([n, step]) => {
          const process = processes[n] ?? start();
          if (step.do !== 'calls') return process.admin(step.do, { feature: 'chat', ...step.input });
          return Promise.allSettled(step.fails.map((fails) => process.send(fails ? { fail: 'bug' } : {})));
        });
        await Promise.allSettled(work);
        for (const [i, one] of processes.entries()) if (one.view.crashed) processes[i] = start();
        clock.advance(pause.ms);
      }

      const history = store
        .dump()
        .filter(({ path }) => path.startsWith('rollbackHistory/'))
        .map(({ data }) => data as HistoryEntry)
        .sort((a, b) => a.revision - b.revision);
      expect(history.map(({ revision }) => revision)).toEqual(history.map((_, i) => i + 1));
      let lastAutomatic = Number.NEGATIVE_INFINITY;
      for (const [i, entry] of history.entries()) {
        const before = history[i - 1];
        expect(entry.fromVersion).toBe(before?.toVersion ?? '');
        if (entry.triggeredBy === 'manual') {
          // A new version, or an operator who switches on again, starts a new story.
          if (entry.action === 'deploy' || entry.action === 'enable') lastAutomatic = Number.NEGATIVE_INFINITY;
          continue;
        }
        expect(entry.at - lastAutomatic).toBeGreaterThanOrEqual(COOL_DOWN_MS);
        lastAutomatic = entry.at;
        // By itself a feature only ever loses: it is never switched on, nor made whole.
        expect(before?.enabled).toBe(true);
        if (before?.degraded && entry.action !== 'rollback') expect(entry.degraded).toBe(true);
        expect(['rollback', 'degrade', 'disable']).toContain(entry.action);
      }
      const doc = await store.get('systemFeatureFlags/chat');
      const last = history.at(-1);
      expect(doc === null).toBe(last === undefined);
      if (!doc || !last) return;
      const state = readState(doc);
      expect([state.currentVersion, state.enabled, state.degradedMode === true, state.revision]).toEqual([
        last.toVersion,
        last.enabled,
        last.degraded,
        last.revision,
      ]);
      // What a process obeys is what is stored.
      for (const one of processes) {
        try {
          await one.rollback.states.ready(one.system);
        } catch (error) {
          if (!one.view.crashed) throw error;
        }
        // A process whose time has come while it asks obeys nothing any more.
        if (!one.view.crashed) expect(one.rollback.states.of('chat')?.revision).toBe(state.revision);
      }
    }),
    { numRuns: 40 },
  );
});
