/** Wall time. Production uses the system's; tests, chaos and the simulation move a virtual one. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
}

/** A clock that stands until it is moved. */
export class ManualClock implements Clock {
  #now: number;
  constructor(startMs: number) {
    this.#now = startMs;
  }
  now(): number {
    return this.#now;
  }
  advance(ms: number): void {
    this.#now += ms;
  }
}
