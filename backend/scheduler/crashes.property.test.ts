import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobHandler } from '../operations/index.ts';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { processOver } from './testing/process.ts';

test('two processes that die between any two store steps: every job has its effect once, and none runs twice at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ due: fc.integer({ min: 0, max: 40_000 }), fails: fc.integer({ min: 0, max: 3 }) }), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.array(fc.record({ after: fc.integer({ min: 1, max: 25 }), late: fc.boolean() }), { maxLength: 6 }),
      fc.integer(),
      async (jobs, crashes, seed) => {
        const clock = new ManualClock(0);
        const store = new MemoryStore(clock);
        const failures = new Map<string, number>();
        const running = new Map<string, number>();
        const overlaps: string[] = [];
        // An idempotent handler: `create` refuses the second effect of the same job.
        const handlerOf = (view: CrashingStore): JobHandler => ({
          kind: 'k',
          feature: 'test',
          run: async (ctx, payload, jobId) => {
            if (running.get(jobId) === clock.now()) overlaps.push(jobId);
            running.set(jobId, clock.now());
            try {
              await ctx.store.get('anything/else');
              const failed = failures.get(jobId) ?? 0;
              if (failed < Number(payload.fails)) {
                failures.set(jobId, failed + 1);
                throw new Error('not yet');
              }
              await ctx.store.transaction(async (tx) => {
                const done = await tx.get(`effects/${jobId}`);
                if (!done) tx.create(`effects/${jobId}`, { at: ctx.clock.now() });
              });
            } finally {
              // A process that died left its lease: another may not run the job before that ends.
              if (!view.crashed) running.delete(jobId);
            }
          },
        });
        const setup = processOver(store, clock, {});
        await store.batch((w) => {
          for (const [i, { due, fails }] of jobs.entries())
            setup.scheduler.schedule(w, { jobId: `j${i}`, kind: 'k', dueAt: due, payload: { fails } });
        });
        const remaining = [...crashes];
        let lives = 0;
        const start = () => {
          const crash = remaining.shift();
          const view = new CrashingStore(store, crash?.after ?? Number.POSITIVE_INFINITY, crash?.late);
          return { view, ...processOver(view, clock, { handlers: [handlerOf(view)] }, seed + ++lives) };
        };
        const processes = [start(), start()];
        for (let s = 0; s < 400; s++) {
          // A dead process throws from its tick; the next one starts at once.
          await Promise.allSettled(processes.map(({ runner }) => runner.runDue()));
          for (const [i, { view }] of processes.entries()) if (view.crashed) processes[i] = start();
          clock.advance(1_000);
        }
        for (const [i, { due }] of jobs.entries())
          expect((await store.get<{ at: number }>(`effects/j${i}`))?.data.at).toBeGreaterThanOrEqual(due);
        expect(store.dump().filter(({ path }) => !path.startsWith('effects/'))).toEqual([]);
        expect(overlaps).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});
