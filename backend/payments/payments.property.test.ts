import fc from 'fast-check';
import { test } from 'vitest';
import { plan } from './testing/commands.ts';
import { PaymentsRun } from './testing/payments-run.ts';

const { LOADGATE_TEST_SEED: seed, LOADGATE_TEST_RUNS = '150' } = process.env;
const numRuns = Number(LOADGATE_TEST_RUNS);

// A failure prints its seed; LOADGATE_TEST_SEED and LOADGATE_TEST_RUNS repeat it or look further.
test('whatever is bought, paid, lost, repeated, reordered, forged or crashed: money and tokens agree', {
  timeout: 20_000 + numRuns * 100,
}, async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed: jumble, batches, crashes, appleNames }) => {
      const run = new PaymentsRun(jumble, crashes, appleNames);
      for (const batch of batches) await run.atOnce(batch);
      await run.comeToRest();
      await run.check();
    }),
    { ...(seed && { seed: Number(seed) }), numRuns },
  );
});
