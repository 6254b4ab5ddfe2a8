/** The simulated providers' clock: the machine's, moved by as much as the run has moved the backend's. */
export class SimClock {
  offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** For tokens that clients make: their libraries know the machine's time only, so neither clock may call them expired alone. */
  earliest(): number {
    return Math.min(Date.now(), this.now());
  }
}
