/** Who is due when, for users 0 … capacity-1. Times are whole ms on any clock that starts near 0. */
export interface TimingWheel {
  readonly tickMs: number;
  /** Bytes of its typed arrays: 12 for each user, 8 for each slot. */
  readonly bytes: number;
  /** Users that are scheduled. */
  size(): number;
  has(user: number): boolean;
  /** What is due already comes with the next tick. Throws where the user is scheduled: nobody is in two places. */
  schedule(user: number, dueMs: number): void;
  /** Whether the user was scheduled. */
  cancel(user: number): boolean;
  /**
   * Visits everyone who is due by `nowMs`, earlier slots first; a visitor may schedule and cancel anyone. After `most` visits the rest stays for the next call.
   */
  advance(nowMs: number, visit: (user: number, dueMs: number) => void, most?: number): void;
  /** Ms from `nowMs` until somebody may be due; at most `limitMs`. */
  idleFor(nowMs: number, limitMs: number): number;
}

/**
 * A hashed timing wheel over typed arrays. Each slot is a circular doubly linked list with a sentinel, so scheduling and cancelling take constant time, users of
 * one slot come out in the order in which they went in, and a user cannot be in two lists. Written with local variables and hardly any helper,
 * because k6 interprets it: property look-ups and calls are what its time goes into.
 *
 * @param slots a power of two. One turn of the wheel is slots × tickMs; a later due time just stays for more turns.
 */
export function timingWheel(capacity: number, tickMs: number, slots: number): TimingWheel {
  if (slots < 2 || (slots & (slots - 1)) !== 0) throw new RangeError(`slots ${slots}: use a power of two`);
  if (!(tickMs >= 1)) throw new RangeError(`tick ${tickMs} ms: use at least 1`);
  const mask = slots - 1;
  // Users, then one sentinel for each slot, then that of the list which is being visited. A node that is in no list links to itself.
  const visiting = capacity + slots;
  const next = Int32Array.from({ length: visiting + 1 }, (_, node) => node);
  const prev = Int32Array.from(next);
  const dueMs = new Uint32Array(capacity);
  /** The first tick that has not been visited. */
  let cursor = 0;
  let size = 0;

  const remove = (user: number) => {
    const after = next[user] as number;
    const before = prev[user] as number;
    next[before] = after;
    prev[after] = before;
    next[user] = user;
    prev[user] = user;
  };
  const append = (sentinel: number, user: number) => {
    const tail = prev[sentinel] as number;
    next[tail] = user;
    prev[user] = tail;
    next[user] = sentinel;
    prev[sentinel] = user;
  };

  /** All of a list goes before what another has; it is not empty. */
  const moveAll = (from: number, to: number) => {
    const head = next[from] as number;
    const tail = prev[from] as number;
    const after = next[to] as number;
    next[to] = head;
    prev[head] = to;
    next[tail] = after;
    prev[after] = tail;
    next[from] = from;
    prev[from] = from;
  };

  return {
    tickMs,
    bytes: next.byteLength + prev.byteLength + dueMs.byteLength,
    size: () => size,
    has: (user) => next[user] !== user,

    schedule(user, due) {
      if (next[user] !== user) throw new Error(`user ${user} is scheduled already`);
      if (due < 0) due = 0;
      dueMs[user] = due;
      size++;
      // Nobody acts before the due time, so it is rounded up to a tick.
      const tick = Math.ceil(due / tickMs);
      append(capacity + (Math.max(tick, cursor) & mask), user);
    },

    cancel(user) {
      if (next[user] === user) return false;
      remove(user);
      size--;
      return true;
    },

    advance(nowMs, visit, most = Number.POSITIVE_INFINITY) {
      const last = Math.floor(nowMs / tickMs);
      let left = most;
      while (cursor <= last && left > 0) {
        const tick = cursor++;
        const slot = capacity + (tick & mask);
        if (next[slot] === slot) continue;
        // All of the slot moves to a list of its own: what is scheduled or cancelled meanwhile cannot disturb the round.
        moveAll(slot, visiting);
        const latest = tick * tickMs;
        for (let user = next[visiting] as number; user !== visiting; user = next[visiting] as number) {
          if (left === 0) {
            moveAll(visiting, slot);
            cursor = tick;
            return;
          }
          remove(user);
          const due = dueMs[user] as number;
          if (due > latest) {
            append(slot, user);
          } else {
            size--;
            left--;
            visit(user, due);
          }
        }
      }
    },

    idleFor(nowMs, limitMs) {
      const until = nowMs + limitMs;
      for (let tick = cursor; tick * tickMs < until; tick++) {
        const slot = capacity + (tick & mask);
        if (next[slot] !== slot) return Math.max(0, tick * tickMs - nowMs);
      }
      return limitMs;
    },
  };
}
