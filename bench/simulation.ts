/**
 * How many schedules a minute the simulation runs: at least 10,000 on two cores are promised. Threads are started anew in each round, as by
 * `loadgate simulate`. The wall time is what one waits; the processor time says what this machine could do if nobody else used it.
 *
 *   node bench/simulation.ts [schedules per round, default 2000] [rounds, default 5]
 */
import { availableParallelism } from 'node:os';
import { simulate } from '../chaos/simulation/index.ts';

const [runs, rounds] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 5)];
const cores = availableParallelism();

interface Round {
  /** Schedules a minute by the clock on the wall. */
  readonly wall: number;
  /** Schedules that one second of one core is enough for. */
  readonly perCoreSecond: number;
  readonly operations: number;
}

async function measure(round: number): Promise<Round> {
  const before = process.cpuUsage();
  const { elapsedMs, steps, failure } = await simulate({ runs, seed: 1 + round * runs });
  if (failure) throw new Error(`a schedule failed, so that there is no pace to speak of:\n${failure.text}`);
  const { user, system } = process.cpuUsage(before);
  return { wall: (60_000 * runs) / elapsedMs, perCoreSecond: (1e6 * runs) / (user + system), operations: steps / runs };
}

const spread = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const [min = 0, median = 0, max = 0] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return [min, median, max].map((value) => Math.round(value).toLocaleString('en')).join(' / ');
};

const results: Round[] = [];
for (let round = 0; round < rounds; round++) {
  results.push(await measure(round));
  console.log(`round ${round + 1}: ${Math.round(results.at(-1)?.wall ?? 0).toLocaleString('en')} schedules a minute`);
}
const operations = results.reduce((sum, result) => sum + result.operations, 0) / rounds;
console.log(`${runs} schedules a round, ${Math.round(operations)} store operations each; min / median / max`);
console.log(`by the wall, ${cores} threads: ${spread(results.map(({ wall }) => wall))} schedules a minute`);
console.log(`per core-second: ${spread(results.map(({ perCoreSecond }) => perCoreSecond))} schedules`);
console.log(
  `${cores} cores to itself: ${spread(results.map((result) => result.perCoreSecond * 60 * cores))} schedules a minute`,
);
