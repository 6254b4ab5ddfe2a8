/**
 * A hashed timing wheel over typed arrays: who is due when, for users 0 … capacity-1, at 12 bytes a user. Each slot is a circular doubly linked list
 * with a sentinel, so scheduling and cancelling take constant time, users of one slot come out in the order in which they went in, and a
 * user cannot be in two lists. Times are whole ms on any clock that starts near 0.
 */
export class TimingWheel {
  readonly capacity: number;
  readonly tickMs: number;
  /** Users that are scheduled. */
  size = 0;
  private readonly mask: number;
  private readonly next: Int32Array;
  private readonly prev: Int32Array;
  private readonly dueMs: Uint32Array;
  /** The first tick that has not been visited. */
  private cursor = 0;

  /** `slots`: a power of two. One turn of the wheel is slots × tickMs; a later due time just stays for more turns. */
  constructor(capacity: number, tickMs: number, slots: number) {
    if (slots < 2 || (slots & (slots - 1)) !== 0) throw new RangeError(`slots ${slots}: use a power of two`);
    if (!(tickMs >= 1)) throw new RangeError(`tick ${tickMs} ms: use at least 1`);
    this.capacity = capacity;
    this.tickMs = tickMs;
    this.mask = slots - 1;
    // Users, then one sentinel for each slot, then that of the list which is being visited. A node that is in no list links to itself.
    const nodes = capacity + slots + 1;
    this.next = new Int32Array(nodes);
    this.prev = new Int32Array(nodes);
    for (let node = 0; node < nodes; node++) this.next[node] = this.prev[node] = node;
    this.dueMs = new Uint32Array(capacity);
  }

  get bytes(): number {
    return this.next.byteLength + this.prev.byteLength + this.dueMs.byteLength;
  }

  has(user: number): boolean {
    return this.next[user] !== user;
  }

  /** What is due already comes with the next tick. Throws where the user is scheduled: nobody is in two places. */
  schedule(user: number, dueMs: number): void {
    if (this.has(user)) throw new Error(`user ${user} is scheduled already`);
    this.dueMs[user] = Math.max(0, dueMs);
    this.size++;
    const tick = Math.max(this.cursor, this.ownTick(user));
    this.append(this.capacity + (tick & this.mask), user);
  }

  /** Whether the user was scheduled. */
  cancel(user: number): boolean {
    if (!this.has(user)) return false;
    this.remove(user);
    this.size--;
    return true;
  }

  /** Visits everyone who is due by `nowMs`, earlier slots first; a visitor may schedule and cancel anyone. */
  advance(nowMs: number, visit: (user: number, dueMs: number) => void): void {
    const last = Math.floor(nowMs / this.tickMs);
    const visiting = this.next.length - 1;
    while (this.cursor <= last) {
      const tick = this.cursor++;
      const slot = this.capacity + (tick & this.mask);
      if (this.at(slot) === slot) continue;
      this.moveAll(slot, visiting);
      for (let user = this.at(visiting); user !== visiting; user = this.at(visiting)) {
        this.remove(user);
        if (this.ownTick(user) > tick) {
          this.append(slot, user);
        } else {
          this.size--;
          visit(user, this.dueMs[user] ?? 0);
        }
      }
    }
  }

  /** Ms from `nowMs` until somebody may be due; at most `limitMs`. */
  idleFor(nowMs: number, limitMs: number): number {
    const until = nowMs + limitMs;
    for (let tick = this.cursor; tick * this.tickMs < until; tick++) {
      const slot = this.capacity + (tick & this.mask);
      if (this.at(slot) !== slot) return Math.max(0, tick * this.tickMs - nowMs);
    }
    return limitMs;
  }

  /** Nobody acts before the due time, so it is rounded up to a tick. */
  private ownTick(user: number): number {
    return Math.ceil((this.dueMs[user] ?? 0) / this.tickMs);
  }

  private at(node: number): number {
    return this.next[node] ?? node;
  }

  private append(sentinel: number, user: number): void {
    const tail = this.prev[sentinel] ?? sentinel;
    this.next[tail] = user;
    this.prev[user] = tail;
    this.next[user] = sentinel;
    this.prev[sentinel] = user;
  }

  private remove(user: number): void {
    const next = this.next[user] ?? user;
    const prev = this.prev[user] ?? user;
    this.next[prev] = next;
    this.prev[next] = prev;
    this.next[user] = this.prev[user] = user;
  }

  private moveAll(from: number, to: number): void {
    const first = this.next[from] ?? from;
    const last = this.prev[from] ?? from;
    this.next[to] = first;
    this.prev[first] = to;
    this.prev[to] = last;
    this.next[last] = to;
    this.next[from] = this.prev[from] = from;
  }
}
