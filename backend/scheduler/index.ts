/**
 * Durable scheduled work (pack 353 §2–5): jobs are documents written with the state that needs them, run at least once under
 * leases, retried with back-off, and kept as dead letters when they cannot succeed. A host drives it: embedded by calling
 * `runDue` at each `nextDueAt`, in the cloud by a cloud scheduler (`runDueJobs`) or by a task per job (`runJob`).
 */
export { SHARDS } from './job-document.ts';
export { JobRunner, type RunnerConfig, runDueJobs, type TickReport } from './job-runner.ts';
export { getJobQueue, type JobQueue, retryDeadJob, schedulerModule } from './queue-operations.ts';
export { DEFAULT_RETRY, type RetryPolicy } from './retry-policy.ts';
export { StoreScheduler } from './store-scheduler.ts';
export { WakeTimes } from './wake-times.ts';
