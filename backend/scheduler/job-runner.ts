import type { JobHandler, RecurringJob, SystemContext } from '../operations/index.ts';
import type { Doc, JobSpec, Query } from '../ports/index.ts';
import { type JobDocument, jobPath, newJob, recurringKind } from './job-document.ts';
import { type Claim, claim, settle } from './leases.ts';
import { OwnTasks } from './own-tasks.ts';
import { DEFAULT_RETRY, nextSlot, type RetryPolicy, retryDelay } from './retry-policy.ts';
import { WakeTimes } from './wake-times.ts';

export interface RunnerConfig {
  readonly handlers: readonly JobHandler[];
  readonly recurring?: readonly RecurringJob[];
  /** A context whose store is metered under the feature. */
  readonly contextFor: (feature: string) => SystemContext;
  /** The same as the scheduler's, so that new jobs are found at once. */
  readonly wake?: WakeTimes;
  /** A run that takes longer is taken over by whoever comes next. */
  readonly leaseMs?: number;
  /** Jobs under way at once in this process, and the most that one tick claims. */
  readonly maxInFlight?: number;
  readonly retry?: RetryPolicy;
}

/** What one tick did. */
export interface TickReport {
  readonly ran: number;
  readonly failed: number;
  readonly dead: number;
}

/**
 * Runs jobs that are due, each at least once and under a lease. Ticks may overlap: a handler that hangs does not hold up the rest, so
 * a host starts a tick at each `nextDueAt()` without waiting for the one before.
 */
export class JobRunner {
  readonly #config: RunnerConfig;
  readonly #handlers = new Map<string, JobHandler>();
  readonly #recurring = new Map<string, RecurringJob>();
  readonly #own: OwnTasks;
  readonly #wake: WakeTimes;
  readonly #owner: string;
  readonly #maxInFlight: number;
  #claims = 0;
  #inFlight = 0;
  /** Shards that a tick is reading: an overlapping tick leaves them alone. */
  readonly #reading = new Set<number>();
  #recurringExist: Promise<void> | undefined;

  constructor(config: RunnerConfig) {
    this.#config = config;
    this.#wake = config.wake ?? new WakeTimes();
    this.#maxInFlight = config.maxInFlight ?? 64;
    this.#owner = config.contextFor('scheduler').random.id();
    for (const handler of config.handlers) {
      if (this.#handlers.has(handler.kind)) throw new Error(`two handlers for jobs of kind "${handler.kind}"`);
      this.#handlers.set(handler.kind, handler);
    }
    this.#own = new OwnTasks((config.recurring ?? []).filter((job) => job.perProcess));
    for (const job of config.recurring ?? []) {
      if (job.perProcess) continue;
      const kind = recurringKind(job.name);
      if (this.#recurring.has(kind)) throw new Error(`two recurring jobs named "${job.name}"`);
      this.#recurring.set(kind, job);
    }
  }

  /** When the next tick is worth its reads, Unix ms; `-Infinity` before the first. */
  nextDueAt(): number {
    return Math.min(this.#wake.next(), this.#own.nextDueAt());
  }

  /** Claims and runs what is due, at most `maxInFlight` and what other ticks leave free of it; resolves when these runs have ended. */
  async runDue(): Promise<TickReport> {
    const ctx = this.#config.contextFor('scheduler');
    await this.#own.runDue(ctx.clock.now(), this.#config.contextFor);
    this.#recurringExist ??= this.#createRecurring(ctx).catch((error: unknown) => {
      this.#recurringExist = undefined;
      throw error;
    });
    await this.#recurringExist;
    const shards = this.#wake.due(ctx.clock.now());
    // A different first shard each time: under overload none starves.
    const first = Math.floor(ctx.random.next() * shards.length);
    const runs: Promise<Outcome>[] = [];
    let room = this.#maxInFlight;
    for (let i = 0; i < shards.length && room > 0 && this.#free() > 0; i++) {
      const shard = shards[(first + i) % shards.length] ?? 0;
      if (this.#reading.has(shard)) continue;
      this.#reading.add(shard);
      const claims = await this.#claimShard(ctx, shard, room).finally(() => this.#reading.delete(shard));
      room -= claims.length;
      for (const claimed of claims) runs.push(this.#run(claimed));
    }
    const outcomes = await Promise.all(runs);
    const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
    return { ran: outcomes.length, failed: count('failed'), dead: count('dead') };
  }

  /** Runs one job if it is due, as a cloud task does that was enqueued for it; says whether it ran. */
  async runJob(jobId: string): Promise<boolean> {
    const ctx = this.#config.contextFor('scheduler');
    const doc = await ctx.store.get<JobDocument>(jobPath(jobId));
    if (!doc || doc.data.runAt > ctx.clock.now()) return false;
    const claimed = await this.#claim(ctx, doc);
    if (claimed) await this.#run(claimed);
    return claimed !== null;
  }

  #free(): number {
    return this.#maxInFlight - this.#inFlight;
  }

  async #claimShard(ctx: SystemContext, shard: number, room: number): Promise<Claim[]> {
    const now = ctx.clock.now();
    const limit = Math.min(room, this.#free());
    const query: Query = { collection: 'scheduledJobs', orderBy: [['runAt', 'asc']] };
    const ofShard = ['shard', '==', shard] as const;
    const due = await ctx.store.query<JobDocument>({ ...query, where: [ofShard, ['runAt', '<=', now]], limit });
    const claimed: Claim[] = [];
    for (const doc of due) {
      const got = this.#free() > 0 ? await this.#claim(ctx, doc) : null;
      if (got) claimed.push(got);
    }
    // Where the batch was cut short, the shard is due again at once.
    const rest =
      due.length < limit ? await ctx.store.query<JobDocument>({ ...query, where: [ofShard], limit: 1 }) : due;
    const nextRunAt = due.length < limit ? (rest[0]?.data.runAt ?? Number.POSITIVE_INFINITY) : now;
    this.#wake.polled(
      shard,
      now,
      claimed.map(({ jobId }) => jobId),
      nextRunAt,
    );
    return claimed;
  }

  async #claim(ctx: SystemContext, doc: Doc<JobDocument>): Promise<Claim | null> {
    this.#inFlight++;
    const leaseUntil = ctx.clock.now() + (this.#config.leaseMs ?? 60_000);
    let claimed: Claim | null = null;
    try {
      claimed = await claim(ctx.store, doc, `${this.#owner}-${++this.#claims}`, leaseUntil);
    } finally {
      if (!claimed) this.#inFlight--;
    }
    return claimed;
  }

  async #run(claimed: Claim): Promise<Outcome> {
    try {
      const recurring = this.#recurring.get(claimed.job.kind);
      return recurring ? await this.#runRecurring(claimed, recurring) : await this.#runOnce(claimed);
    } catch (error) {
      // The store did not take the outcome: the lease ends by itself and the job runs again.
      const { jobId, job } = claimed;
      this.#config
        .contextFor('scheduler')
        .log.error('job not settled', { jobId, kind: job.kind, error: messageOf(error) });
      return 'failed';
    } finally {
      this.#inFlight--;
    }
  }

  async #runOnce(claimed: Claim): Promise<Outcome> {
    const { jobId, job, attempt } = claimed;
    const ctx = this.#config.contextFor('scheduler');
    const policy = this.#config.retry ?? DEFAULT_RETRY;
    const handler = this.#handlers.get(job.kind);
    const error = await failureOf(async () => {
      // Runs that never came back (the process died) count too: a job that kills its host must not do so for ever.
      if (attempt > policy.maxAttempts) throw new Error(`its process died in each of ${policy.maxAttempts} runs`);
      if (!handler) throw new Error(`no handler for jobs of kind "${job.kind}"`);
      await handler.run(this.#config.contextFor(handler.feature), job.payload, jobId);
    });
    if (error === null) {
      await settle(ctx.store, claimed, { to: 'done' });
      return 'done';
    }
    const now = ctx.clock.now();
    if (attempt >= policy.maxAttempts) {
      ctx.log.error('job given up', { jobId, kind: job.kind, attempt, error });
      await settle(ctx.store, claimed, { to: 'dead', error, at: now });
      return 'dead';
    }
    const runAt = now + retryDelay(policy, attempt, ctx.random.next());
    ctx.log.warn('job failed', { jobId, kind: job.kind, attempt, error, runAt });
    if (await settle(ctx.store, claimed, { to: 'again', runAt, attempts: attempt, error }))
      this.#wake.hint(jobId, runAt, now);
    return 'failed';
  }

  async #runRecurring(claimed: Claim, recurring: RecurringJob): Promise<Outcome> {
    const { jobId, job } = claimed;
    const ctx = this.#config.contextFor('scheduler');
    const error = await failureOf(() => recurring.run(this.#config.contextFor(recurring.feature)));
    if (error !== null) ctx.log.error('recurring job failed', { name: recurring.name, error });
    const now = ctx.clock.now();
    const runAt = nextSlot(job.dueAt, recurring.everyMs, now);
    if (await settle(ctx.store, claimed, { to: 'again', runAt, attempts: 0, error }))
      this.#wake.hint(jobId, runAt, now);
    return error === null ? 'done' : 'failed';
  }

  async #createRecurring(ctx: SystemContext): Promise<void> {
    const kinds = [...this.#recurring.keys()];
    if (kinds.length === 0) return;
    const dueAt = ctx.clock.now();
    await ctx.store.transaction(async (tx) => {
      const docs = await tx.getAll(kinds.map(jobPath));
      for (const [i, kind] of kinds.entries()) {
        const job: JobSpec = { jobId: kind, kind, dueAt, payload: {} };
        if (!docs[i]) tx.create(jobPath(kind), newJob(job));
      }
    });
    for (const kind of kinds) this.#wake.hint(kind, dueAt, dueAt);
  }
}

type Outcome = 'done' | 'failed' | 'dead';

async function failureOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

/** One tick over all shards, for hosts that are called from outside (a cloud scheduler): what `JobRunner.runDue` does, without memory. */
export const runDueJobs = (config: RunnerConfig): Promise<TickReport> =>
  new JobRunner({ ...config, wake: new WakeTimes() }).runDue();
