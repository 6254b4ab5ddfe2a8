import type { Clock, Doc, DocData, Logger, Store } from '../../ports/index.ts';
import { compileFlags, type FlagSet } from '../compile.ts';
import { evaluate } from '../evaluate.ts';
import type { Environment, Evaluation, FlagContext, FlagDocuments } from '../model.ts';
import { FLAGS } from '../paths.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import { safeDefaultFlags } from '../safe-defaults.ts';
import { withDisabled } from './disabled.ts';
import { documentsOf, fingerprintOf, queryOf, readSources, SOURCES, type Source, type SourceDocs } from './sources.ts';

/** The source's cache time (pack 416 §3, §4): the longest that a process goes without asking the store. */
export const CACHE_TTL_MS = 30_000;
/** While the store cannot be read it is asked at most this often, so that an outage is not made worse. */
export const RETRY_MS = 1_000;

export interface FlagServiceDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A write that this process has just committed, so that it counts here before it is acknowledged. */
export interface CommittedWrite {
  readonly source: Source;
  readonly path: string;
  /** Null: deleted. */
  readonly data: DocData | null;
}

/**
 * The flags of this process: a cache over the store that is renewed by the store's listeners at once, by this process's own changes
 * before they are acknowledged, and by its TTL whatever happens. While the store cannot be read, `SAFE_DEFAULTS` apply.
 */
export class FlagService {
  readonly #environment: Environment;
  readonly #disabled: ReadonlySet<FeatureFlagKey>;
  readonly #subscribers = new Set<(flags: FlagSet) => void>();
  #deps: FlagServiceDeps | null = null;
  #stopListening: (() => void)[] = [];
  /** Per collection, how often it was pushed: a slower read that began before a push must not undo it. */
  readonly #pushes: Record<Source, number>;
  readonly #applied = new Map<FeatureFlagKey, number>();
  #docs: Partial<SourceDocs> = {};
  #documents: FlagDocuments | null = null;
  #fingerprint = '';
  #known: FlagSet | null = null;
  #current: FlagSet | null = null;
  #askAgainAt = Number.NEGATIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<FlagSet> | null = null;

  /** `disabled`: killed in this process whatever the store says. */
  constructor(environment: Environment, disabled: readonly FeatureFlagKey[] = []) {
    this.#environment = environment;
    this.#disabled = new Set(disabled);
    this.#pushes = Object.fromEntries(SOURCES.map((source) => [source, 0])) as Record<Source, number>;
  }

  /** To be called once, before the first question. */
  start(deps: FlagServiceDeps): void {
    this.#deps = deps;
    this.#stopListening = SOURCES.map((source) =>
      deps.store.listenQuery(queryOf(source), (docs) => this.#pushed(source, docs)),
    );
  }

  /** Without a promise where the cache is fresh: guards are on the way of every call. */
  flags(): FlagSet | Promise<FlagSet> {
    const now = this.#started.clock.now();
    if (this.#current !== null && now < this.#askAgainAt && now >= this.#readAt) return this.#current;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async evaluate(key: FeatureFlagKey, context: FlagContext): Promise<Evaluation> {
    const flags = this.flags();
    return evaluate(flags instanceof Promise ? await flags : flags, key, context);
  }

  /** The documents behind the flags as last read, for those who show or change them. */
  async documents(): Promise<FlagDocuments> {
    await this.flags();
    return this.#documents ?? documentsOf(emptyDocs(), this.#environment, this.#started.log);
  }

  /** Whether safe defaults apply because the store could not be read. */
  get isDegraded(): boolean {
    return this.#current !== this.#known;
  }

  /** Asks the store now, whatever the age of the cache: for the push of another process. */
  async refresh(): Promise<void> {
    // A read that is under way may have begun before the change.
    if (this.#reading) await this.#reading;
    this.#askAgainAt = Number.NEGATIVE_INFINITY;
    await this.flags();
  }

  /**
   * Takes over what this process has just committed, so that its acknowledgement comes after its effect. `version` is the flag's new
   * one: where a later change is known already, nothing happens.
   */
  apply(key: FeatureFlagKey, version: number, writes: readonly CommittedWrite[]): void {
    const stored = this.#docs[FLAGS]?.find((doc) => doc.id === key)?.data.version;
    if (Math.max(this.#applied.get(key) ?? 0, typeof stored === 'number' ? stored : 0) > version) return;
    this.#applied.set(key, version);
    for (const { source, path, data } of writes) {
      const others = (this.#docs[source] ?? []).filter((doc) => doc.path !== path);
      const id = path.slice(path.lastIndexOf('/') + 1);
      const version = `own-${++this.#pushes[source]}`;
      this.#docs = { ...this.#docs, [source]: data === null ? others : [...others, { path, id, data, version }] };
    }
    this.#compile();
  }

  /** Calls back after each change of the flags and each renewal; returns the way to stop. */
  subscribe(changed: (flags: FlagSet) => void): () => void {
    this.#subscribers.add(changed);
    return () => this.#subscribers.delete(changed);
  }

  close(): void {
    for (const stop of this.#stopListening.splice(0)) stop();
    this.#subscribers.clear();
  }

  get #started(): FlagServiceDeps {
    if (this.#deps === null) throw new Error('the flag service was asked before it was started');
    return this.#deps;
  }

  async #read(): Promise<FlagSet> {
    const { store, clock, log } = this.#started;
    const before = { ...this.#pushes };
    try {
      const docs = await readSources(store);
      this.#readAt = clock.now();
      this.#askAgainAt = this.#readAt + CACHE_TTL_MS;
      const fresh = SOURCES.filter((source) => this.#pushes[source] === before[source] || !this.#docs[source]);
      this.#docs = { ...this.#docs, ...Object.fromEntries(fresh.map((source) => [source, docs[source]])) };
      return this.#compile();
    } catch (error) {
      if (!this.isDegraded) log.error('flags cannot be read: safe defaults apply', { error: String(error) });
      this.#readAt = clock.now();
      this.#askAgainAt = this.#readAt + RETRY_MS;
      this.#current = withDisabled(safeDefaultFlags(this.#known), this.#disabled);
      this.#publish(this.#current);
      return this.#current;
    }
  }

  #pushed(source: Source, docs: readonly Doc[]): void {
    if (this.#stopListening.length === 0) return;
    this.#pushes[source]++;
    this.#docs = { ...this.#docs, [source]: docs };
    if (isComplete(this.#docs)) this.#compile();
  }

  #compile(): FlagSet {
    const { log } = this.#started;
    const docs = this.#docs;
    if (!isComplete(docs)) return this.#current ?? withDisabled(safeDefaultFlags(null), this.#disabled);
    const wasDegraded = this.isDegraded;
    const fingerprint = fingerprintOf(docs);
    if (this.#known === null || fingerprint !== this.#fingerprint) {
      this.#documents = documentsOf(docs, this.#environment, log);
      this.#known = withDisabled(compileFlags(this.#documents), this.#disabled);
      this.#fingerprint = fingerprint;
    }
    if (wasDegraded) log.info('flags can be read again');
    this.#current = this.#known;
    this.#publish(this.#known);
    return this.#known;
  }

  #publish(flags: FlagSet): void {
    for (const changed of [...this.#subscribers]) changed(flags);
  }
}

const isComplete = (docs: Partial<SourceDocs>): docs is SourceDocs => SOURCES.every((source) => docs[source]);
const emptyDocs = (): SourceDocs => Object.fromEntries(SOURCES.map((source) => [source, []])) as unknown as SourceDocs;
