/**
 * Seeds a new database in a process of its own: `node cli/conductor/seed-main.ts <file> <accounts> <seed>`. Only the seed is in it, no trace of a backend
 * that served it, so that it can be copied and begun with many times. `firestore:<project>` in the place of the file: that Cloud Firestore.
 */
import { openStore } from '../../backend/hosts/embedded/open-store.ts';
import { stderrLogger, systemClock, systemRandom } from '../../backend/hosts/embedded/system-ports.ts';
import { StoreScheduler } from '../../backend/scheduler/index.ts';
import { seedBackend } from '../../backend/seed/index.ts';
import { warmUp } from './warm-up.ts';

const [file, accounts, seed] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: seed-main.ts <file> <accounts> <seed>');
const [, firestore] = /^firestore:(.+)$/.exec(file) ?? [];
const { store } = await openStore({ db: file, firestore }, systemClock);
const scheduler = new StoreScheduler(systemClock);
await seedBackend(
  { store, scheduler, clock: systemClock, random: systemRandom, log: stderrLogger() },
  { count: Number(accounts), seed: Number(seed) },
);
if (firestore !== undefined) await warmUp(store);
await store.close();
