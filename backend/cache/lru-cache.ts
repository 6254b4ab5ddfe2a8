export interface CacheOptions<V> {
  /** Label of the cache in metrics. */
  readonly name: string;
  /** Highest total weight of the entries: the least recently used ones leave first. */
  readonly capacity: number;
  /** Age in ms at which an entry no longer counts. */
  readonly ttlMs: number;
  /** What an entry costs; 1 when absent. */
  readonly weigh?: (value: V) => number;
}

export interface CacheStats {
  readonly name: string;
  readonly hits: number;
  readonly misses: number;
  readonly entries: number;
  readonly weight: number;
}

export interface Cached<V> {
  readonly value: V;
  /** `miss`: this call read the store. A call that waits for another's read is a `hit`: it costs no read. */
  readonly cache: 'hit' | 'miss';
}

interface Entry<V> {
  readonly value: V;
  readonly weight: number;
  readonly expiresAt: number;
}

/**
 * Keeps what was read lately, in this process only: other instances of a host see a change after `ttlMs` at the latest. Calls for a key that
 * is being read wait for that read, so that a flush at peak costs one read per key, not one per caller.
 */
export class LruCache<V> {
  readonly #options: CacheOptions<V>;
  /** In order of use, the oldest first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #loading = new Map<string, Promise<V>>();
  #weight = 0;
  #generation = 0;
  #hits = 0;
  #misses = 0;

  constructor(options: CacheOptions<V>) {
    this.#options = options;
  }

  /** The entry, or what `load` gives. A failed load is not kept and fails every call that waits for it. */
  async get(now: number, key: string, load: () => Promise<V>): Promise<Cached<V>> {
    const entry = this.#entries.get(key);
    if (entry && entry.expiresAt > now) {
      this.#hits++;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return { value: entry.value, cache: 'hit' };
    }
    const loading = this.#loading.get(key);
    if (loading) {
      this.#hits++;
      return { value: await loading, cache: 'hit' };
    }
    this.#misses++;
    const load$ = load();
    this.#loading.set(key, load$);
    try {
      const value = await load$;
      // Deleted meanwhile: what was read may be older than the deletion, so it is answered but not kept.
      if (this.#loading.get(key) === load$) this.#put(now, key, value);
      return { value, cache: 'miss' };
    } finally {
      if (this.#loading.get(key) === load$) this.#loading.delete(key);
    }
  }

  /** Changes with every deletion. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Keeps a value that was read for another purpose. Nothing happens where there is one already, or where anything was deleted since the read
   * began, at `generation`: the value may be older than what was deleted.
   */
  offer(now: number, key: string, value: V, generation: number): void {
    if (generation !== this.#generation || this.#loading.has(key)) return;
    const entry = this.#entries.get(key);
    if (!entry || entry.expiresAt <= now) this.#put(now, key, value);
  }

  delete(key: string): void {
    this.#generation++;
    this.#loading.delete(key);
    this.#drop(key);
  }

  /** Forgets everything; returns how many entries there were. */
  clear(): number {
    const count = this.#entries.size;
    this.#generation++;
    this.#loading.clear();
    this.#entries.clear();
    this.#weight = 0;
    return count;
  }

  stats(): CacheStats {
    return {
      name: this.#options.name,
      hits: this.#hits,
      misses: this.#misses,
      entries: this.#entries.size,
      weight: this.#weight,
    };
  }

  #put(now: number, key: string, value: V): void {
    const { capacity, ttlMs, weigh } = this.#options;
    this.#drop(key);
    const weight = weigh ? weigh(value) : 1;
    if (weight > capacity) return;
    this.#entries.set(key, { value, weight, expiresAt: now + ttlMs });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= capacity) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }
}
