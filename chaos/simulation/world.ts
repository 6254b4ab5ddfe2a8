import { ManualClock, MemoryStore, type Module, type PaymentProvider } from '../../backend/index.ts';
import type { Provider } from '../../lib/api/index.ts';
import type { HistoryRecord } from '../../lib/history/index.ts';
import { type Rng, rngFor } from '../../lib/random/index.ts';
import type { TimelineRecord } from '../../lib/results/index.ts';
import { START_MS } from './genesis.ts';
import { type Process, startProcess } from './process.ts';
import type { Schedule, Weather } from './schedule.ts';
import { type ProviderMood, SimProvider } from './sim-provider.ts';
import { SimStore, type StoreMishap } from './sim-store.ts';
import { Turns } from './turns.ts';

const FAIR: ProviderMood = {
  outage: 0,
  lostAnswer: 0,
  lostWebhook: 0,
  wrongAmount: 0,
  shortPaid: 0.02,
  refused: 0.1,
  secondCard: 0.1,
};
const ROUGH: ProviderMood = {
  outage: 0.3,
  lostAnswer: 0.15,
  lostWebhook: 0.4,
  wrongAmount: 0.1,
  shortPaid: 0.1,
  refused: 0.2,
  secondCard: 0.1,
};

export type ModulesFor = (providers: Readonly<Record<Provider, PaymentProvider>>) => readonly Module[];

/** Everything that a simulated run touches: what survives a crash (store, clock, providers, clients' history) and the process that does not. */
export class World {
  readonly clock = new ManualClock(START_MS);
  readonly store: MemoryStore;
  readonly turns: Turns;
  readonly rng: Rng;
  readonly providers: Readonly<Record<Provider, SimProvider>>;
  readonly history: HistoryRecord[] = [];
  readonly timeline: TimelineRecord[] = [];
  /** At which step each operation began and ended, and each record of the timeline was made: the clock mostly stands still. */
  readonly spans = new Map<string, { readonly from: number; to: number | null }>();
  readonly stepOf = new WeakMap<TimelineRecord, number>();
  /** The backend as it runs now, in one process or in several. */
  processes: readonly Process[] = [];
  /** Counts processes: what an earlier one still had under way counts for nothing. */
  generation = 0;
  #weather: Weather;
  readonly #instances: number;
  #stores: readonly SimStore[] = [];
  readonly #modules: ModulesFor;

  constructor(schedule: Schedule, modules: ModulesFor) {
    this.rng = rngFor(schedule.seed, 'world');
    this.turns = new Turns(rngFor(schedule.seed, `turns ${schedule.interleaving}`));
    this.store = new MemoryStore(this.clock);
    this.#weather = schedule.weather;
    this.#modules = modules;
    const mood = schedule.weather.provider === 'rough' ? ROUGH : FAIR;
    const provider = (name: Provider) =>
      new SimProvider(name, {
        rng: rngFor(schedule.seed, name),
        turns: this.turns,
        mood,
        failed: (where) => this.note('fault', `no answer of ${name}`, { where }),
      });
    this.providers = { stripe: provider('stripe'), apple: provider('apple'), google: provider('google') };
    this.#instances = schedule.instances;
    this.#start();
  }

  /** The process that a request happens to reach. */
  get process(): Process {
    const [first] = this.processes;
    const reached = this.processes[this.rng.below(this.processes.length)] ?? first;
    if (!reached) throw new Error('a world has at least one process');
    return reached;
  }

  note(kind: TimelineRecord['kind'], name: string, detail?: TimelineRecord['detail']): void {
    const record = { at: this.clock.now(), kind, name, ...(detail && { detail }) };
    this.timeline.push(record);
    this.stepOf.set(record, this.turns.steps);
  }

  /** `kill -9` and a new process over what was committed. */
  crash(where: string): void {
    const lost = this.turns.abandon();
    this.note('fault', 'kill -9', { where, lost });
    this.generation++;
    for (const store of this.#stores) void store.close();
    this.#start();
  }

  /** From here on nothing goes wrong any more. */
  heal(): void {
    this.#weather = { errorBefore: 0, errorAfter: 0, crash: 0, provider: 'fair' };
    for (const provider of Object.values(this.providers)) provider.mood = { ...FAIR, refused: provider.mood.refused };
  }

  #open(): SimStore {
    return new SimStore(this.store, {
      turns: this.turns,
      mishap: (write) => this.#mishap(write),
      crash: (where) => this.crash(where),
      failed: (where) => this.note('fault', 'no answer of the store', { where }),
    });
  }

  #start(): void {
    this.#stores = Array.from({ length: this.#instances }, () => this.#open());
    this.processes = this.#stores.map((store) => {
      const rng = rngFor(this.rng.below(2 ** 31), 'process');
      return startProcess({ store, clock: this.clock, rng, modules: this.#modules(this.providers) });
    });
  }

  #mishap(write: boolean): StoreMishap {
    const { errorBefore, errorAfter, crash } = this.#weather;
    if (errorBefore + errorAfter + crash === 0) return 'none';
    const roll = this.rng.next();
    if (roll < crash) return 'crash';
    if (roll < crash + errorBefore) return 'error-before';
    return write && roll < crash + errorBefore + errorAfter ? 'error-after' : 'none';
  }
}
