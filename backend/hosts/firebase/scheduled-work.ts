import { setTimeout as sleep } from 'node:timers/promises';
import { onSchedule, type ScheduleFunction } from 'firebase-functions/scheduler';
import { startWorkLoop } from '../embedded/work-loop.ts';
import type { Instance } from './instance.ts';
import type { FunctionsSettings } from './settings.ts';

/** Time for the jobs that are under way when a run's time is up; they are leased, so that a later one takes over whatever is cut off. */
const GRACE_SECONDS = 60;

/**
 * Runs what is due in the durable scheduler, and the recurring tasks of the modules, which are jobs of it as well. Cloud Scheduler knows no shorter
 * interval than a minute, and a payment is retried after 30 s: so each run looks for due jobs for most of its minute, which starts
 * them within a second of their time.
 */
export function scheduledWork(settings: FunctionsSettings, instance: () => Instance): ScheduleFunction {
  return onSchedule(
    {
      schedule: 'every 1 minutes',
      region: settings.region,
      memory: settings.resources.memory,
      secrets: [...settings.secrets],
      timeoutSeconds: settings.workSeconds + GRACE_SECONDS,
      // One is enough: jobs are leased. Two could only compete for the same ones.
      ...{ concurrency: 1, minInstances: 0, maxInstances: 1 },
      retryCount: 0,
    },
    async () => {
      const { runner, clock, log } = instance();
      const stop = startWorkLoop(runner, clock, log);
      await sleep(settings.workSeconds * 1_000);
      await stop();
    },
  );
}
