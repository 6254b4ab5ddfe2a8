import { ManualClock } from '../../ports/index.ts';
import { SqliteStore } from '../../store/index.ts';
import { rateLimitChecker } from '../check-rate-limit.ts';

/** A process of its own: makes so many paid chat calls of one user at once and prints how many were let through. */
const [file = '', calls = '0'] = process.argv.slice(2);
const clock = new ManualClock(1_000_000);
const store = new SqliteStore(file, clock);
const log = { info: () => {}, warn: () => {}, error: () => {} };
const check = rateLimitChecker();
const results = await Promise.all(
  Array.from({ length: Number(calls) }, () => check({ store, clock, log }, 'u1', 'CHAT_PAID')),
);
process.stdout.write(String(results.filter(({ allowed }) => allowed).length));
await store.close();
