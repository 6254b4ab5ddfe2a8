import type { Clock, Store } from '../../../ports/index.ts';
import { FaultyStore } from './faulty-store.ts';
import { applyTo, type HostFault } from './kinds.ts';
import { ShiftedClock } from './shifted-clock.ts';

interface Entry {
  readonly view: AppliedHostFault;
  readonly revert: () => void;
  readonly timer: NodeJS.Timeout;
}

export interface AppliedHostFault {
  readonly id: string;
  readonly fault: HostFault;
  /** Unix ms of the machine's clock, whatever the faults do to this process's. */
  readonly endsAt: number;
}

/** The faults that are in force in this process; each ends with its time to live at the latest. */
export class ChaosControls {
  readonly clock: ShiftedClock;
  readonly #machine: Clock;
  readonly #entries = new Map<string, Entry>();
  #store: FaultyStore | null = null;

  constructor(machine: Clock) {
    this.#machine = machine;
    this.clock = new ShiftedClock(machine);
  }

  /** The same store, which fails when it is told to. */
  over(store: Store): Store {
    this.#store = new FaultyStore(store);
    return this.#store;
  }

  /** Puts a fault in force under `id`; one that has that id already is replaced. */
  apply(id: string, fault: HostFault): AppliedHostFault {
    if (!this.#store) throw new Error('there is no store to act on');
    this.revert(id);
    const view = { id, fault, endsAt: this.#machine.now() + fault.ttlMs };
    const revert = applyTo({ store: this.#store, clock: this.clock }, fault);
    const timer = setTimeout(() => this.revert(id), fault.ttlMs);
    timer.unref();
    this.#entries.set(id, { view, revert, timer });
    return view;
  }

  /** False where it is not in force (any more): whoever reverts wants it gone. */
  revert(id: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#entries.delete(id);
    clearTimeout(entry.timer);
    entry.revert();
    return true;
  }

  list(): AppliedHostFault[] {
    return [...this.#entries.values()].map(({ view }) => view);
  }
}
