/**
 * A process that works through scheduled jobs until it is killed: `kill-worker.ts <db file> <jobs>`. Prints the id of each job whose effect
 * is stored, and `idle` when nothing waits any more.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { stderrLogger, systemClock, systemRandom } from '../../hosts/embedded/system-ports.ts';
import { startWorkLoop } from '../../hosts/embedded/work-loop.ts';
import type { JobHandler, SystemContext } from '../../operations/index.ts';
import { SqliteStore } from '../../store/index.ts';
import { getJobQueue, JobRunner, StoreScheduler, WakeTimes } from '../index.ts';

const [file = '', jobs = '0'] = process.argv.slice(2);
const store = new SqliteStore(file, systemClock);
const wake = new WakeTimes();
const scheduler = new StoreScheduler(systemClock, { wake });
const log = { ...stderrLogger(), warn: () => {} };
const ctx: SystemContext = { store, clock: systemClock, random: systemRandom, scheduler, log };

/** Stores its effect once; every third job fails at first, every second has a successor. */
const handler: JobHandler = {
  kind: 'count',
  feature: 'test',
  async run({ clock }, payload, jobId) {
    const n = Number(payload.n);
    const tries = await store.transaction(async (tx) => {
      const seen = (await tx.get<{ tries: number }>(`tries/${jobId}`))?.data.tries ?? 0;
      tx.set(`tries/${jobId}`, { tries: seen + 1 });
      return seen + 1;
    });
    if (n % 3 === 0 && tries === 1) throw new Error('not at first');
    await store.transaction(async (tx) => {
      if (await tx.get(`effects/${jobId}`)) return;
      const total = (await tx.get<{ effects: number }>('totals/all'))?.data.effects ?? 0;
      tx.create(`effects/${jobId}`, { at: clock.now() });
      tx.set('totals/all', { effects: total + 1 });
      if (n % 2 === 0 && !jobId.endsWith('-next'))
        scheduler.schedule(tx, { jobId: `${jobId}-next`, kind: 'count', dueAt: clock.now() + 20, payload: { n } });
    });
    process.stdout.write(`${jobId}\n`);
  },
};

const runner = new JobRunner({
  handlers: [handler],
  contextFor: () => ctx,
  wake,
  leaseMs: 300,
  retry: { maxAttempts: 50, firstDelayMs: 20, maxDelayMs: 20 },
});
await store.transaction(async (tx) => {
  if (await tx.get('seeded/yes')) return;
  tx.create('seeded/yes', {});
  for (let n = 0; n < Number(jobs); n++)
    scheduler.schedule(tx, { jobId: `j${n}`, kind: 'count', dueAt: systemClock.now() + 3 * n, payload: { n } });
});
const stop = startWorkLoop(runner, systemClock, log);
while ((await getJobQueue(ctx)).waiting > 0) await sleep(10);
await stop();
process.stdout.write('idle\n');
await store.close();
