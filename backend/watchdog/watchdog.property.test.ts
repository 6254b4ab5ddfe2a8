import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WatchedService } from '../operations/index.ts';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { worldOf } from '../testing/index.ts';
import { type AlertDoc, levelOf } from './alerts.ts';
import { Watchdog, watchdogModule } from './index.ts';

const service = fc.constantFrom<WatchedService>('wallet', 'chat', 'calls');
const step = fc.record({
  service,
  process: fc.nat(1),
  good: fc.nat(300),
  bad: fc.nat(30),
  ms: fc.constantFrom(1, 100, 2_500, 6_000),
  wait: fc.constantFrom(0, 1_000, 30_000, 60_000, 200_000, 400_000),
  together: fc.boolean(),
});
const crash = fc.record({ after: fc.integer({ min: 1, max: 40 }), late: fc.boolean() });

test('two processes that check at once, and die anywhere, keep one alert per cause and never lose one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 15 }),
      fc.array(crash, { maxLength: 4 }),
      async (steps, crashes) => {
        const clock = new ManualClock(1_000_000_000);
        const store = new MemoryStore(clock);
        const faults = watch(store);
        const deaths = [...crashes];
        const start = (seed: number) => {
          const death = deaths.shift();
          const view = new CrashingStore(store, death?.after ?? Number.POSITIVE_INFINITY, death?.late);
          const watchdog = new Watchdog();
          return { view, watchdog, ...worldOf([watchdogModule([], watchdog)], { store: view, clock, seed }) };
        };
        let lives = 0;
        const processes = [start(++lives), start(++lives)];
        const revive = () => {
          for (const [i, one] of processes.entries()) if (one.view.crashed) processes[i] = start(++lives);
        };
        for (const { service: name, process, good, bad, ms, wait, together } of steps) {
          const at = processes[process] ?? start(++lives);
          for (let i = 0; i < good + bad; i++)
            await at.watchdog.recordServiceHeartbeat(at.system, name, {
              operationType: 'op',
              responseTime: ms,
              success: i >= bad,
            });
          if (together)
            await Promise.allSettled(processes.map((one) => one.watchdog.checkAllServicesHealth(one.system)));
          revive();
          const end = clock.now() + wait;
          while (clock.now() < end) {
            await processes[0]?.elapse(end - clock.now()).catch(() => {});
            revive();
          }
        }
        expect(faults).toEqual([]);

        // When everything is well again, nothing stays open.
        deaths.length = 0;
        const last = start(++lives);
        await last.elapse(120_000);
        for (const name of ['wallet', 'chat', 'calls'] as const)
          for (let i = 0; i < 100; i++)
            await last.watchdog.recordServiceHeartbeat(last.system, name, {
              operationType: 'op',
              responseTime: 5,
              success: true,
            });
        const health = await last.watchdog.checkAllServicesHealth(last.system);
        for (const one of health) expect(one.status, one.service).toBe('healthy');
        expect(store.dump().filter(({ path, data }) => path.startsWith('alerts/') && data.status === 'active')).toEqual(
          [],
        );
      },
    ),
    { numRuns: 40 },
  );
});

/** Follows all alerts through every commit. */
function watch(store: MemoryStore): string[] {
  const faults: string[] = [];
  const last = new Map<string, AlertDoc>();
  store.listenQuery<AlertDoc>({ collection: 'alerts' }, (docs) => {
    const open = new Set<string>();
    for (const { id, data } of docs) {
      const before = last.get(id);
      const cause = `${data.service} ${data.metric}`;
      if (data.status === 'active' && open.has(cause)) faults.push(`${cause} is open twice`);
      if (data.status === 'active') open.add(cause);
      if (levelOf(data.metric, data.value) !== data.severity)
        faults.push(`${id}: ${data.value} is not ${data.severity}`);
      if (before?.status === 'resolved' && data.status === 'active') faults.push(`${id} opened again`);
      if (before?.severity === 'critical' && data.severity === 'warning') faults.push(`${id} was played down`);
      last.set(id, data);
    }
  });
  return faults;
}
