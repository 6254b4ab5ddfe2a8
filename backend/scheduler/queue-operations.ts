import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { defineAdminOperation, type Module, type SystemContext } from '../operations/index.ts';
import type { Filter } from '../ports/index.ts';
import { type DeadJobDocument, deadJobPath, type JobDocument, ORDINARY_SHARDS } from './job-document.ts';

/** How far the scheduler is behind; recurring jobs are not counted. */
export interface JobQueue {
  /** Jobs that are not done, whenever they are due. */
  readonly waiting: number;
  /** Of these, jobs whose time has come, and jobs that are being run. */
  readonly due: number;
  readonly running: number;
  readonly dead: number;
  /** How long the longest-due job has waited beyond its time, in ms. */
  readonly lagMs: number;
}

/** Counts the queue: what a run waits for before it is judged, and what an operator looks at. */
export async function getJobQueue({ store, clock }: Pick<SystemContext, 'store' | 'clock'>): Promise<JobQueue> {
  const now = clock.now();
  const ordinary: Filter = ['shard', 'in', ORDINARY_SHARDS];
  const count = (...where: Filter[]) =>
    store.count({
      collection: 'scheduledJobs',
      where: [ordinary, ...where],
      orderBy: where.map(([field]) => [field, 'asc'] as const),
    });
  const [waiting, due, running, dead, oldest] = await Promise.all([
    count(),
    count(['runAt', '<=', now]),
    count(['leaseOwner', '>', '']),
    store.count({ collection: 'deadJobs' }),
    store.query<JobDocument>({
      collection: 'scheduledJobs',
      where: [ordinary],
      orderBy: [['runAt', 'asc']],
      limit: 1,
    }),
  ]);
  return { waiting, due, running, dead, lagMs: Math.max(0, now - (oldest[0]?.data.runAt ?? now)) };
}

/** Puts a dead job back into the queue, due at once. Throws `not-found` where there is none. */
export async function retryDeadJob(
  { store, scheduler, clock }: Pick<SystemContext, 'store' | 'scheduler' | 'clock'>,
  jobId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const dead = await tx.get<DeadJobDocument>(deadJobPath(jobId));
    if (!dead) throw new OperationError('not-found', `no dead job "${jobId}": listDeadJobs shows those there are`);
    const { kind, payload } = dead.data;
    tx.delete(dead.path);
    scheduler.schedule(tx, { jobId, kind, payload, dueAt: clock.now() });
  });
}

const nothing = z.object({}).strict();

/** Made once, however many backends this process starts: schemas cost more than all the rest of a module. */
const INPUTS = {
  listDeadJobs: z.object({ limit: z.int().min(1).max(200).default(50) }).strict(),
  retryDeadJob: z.object({ jobId: z.string().min(1) }).strict(),
} as const;

/** The operators' view of the scheduler. */
export const schedulerModule = (): Module => ({
  name: 'scheduler',
  operations: [
    defineAdminOperation({
      name: 'getJobQueue',
      summary: 'How many scheduled jobs wait, are due, run or have been given up.',
      access: 'admin',
      feature: 'scheduler',
      flag: null,
      input: nothing,
      handler: (ctx) => getJobQueue(ctx),
    }),
    defineAdminOperation({
      name: 'listDeadJobs',
      summary: 'Jobs that were given up, the newest first.',
      access: 'admin',
      feature: 'scheduler',
      flag: null,
      input: INPUTS.listDeadJobs,
      handler: async ({ store }, { limit }) => {
        const docs = await store.query<DeadJobDocument>({
          collection: 'deadJobs',
          orderBy: [['diedAt', 'desc']],
          limit,
        });
        return { jobs: docs.map(({ id, data }) => ({ jobId: id, ...data })) };
      },
    }),
    defineAdminOperation({
      name: 'retryDeadJob',
      summary: 'Puts a job that was given up back into the queue.',
      access: 'admin',
      feature: 'scheduler',
      flag: null,
      input: INPUTS.retryDeadJob,
      handler: async (ctx, { jobId }) => {
        await retryDeadJob(ctx, jobId);
        return { jobId };
      },
    }),
  ],
});
