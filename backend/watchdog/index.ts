/** The watchdog (pack 353 §5): heartbeats of every critical operation, health of seven services, alerts. */
import type { Module, RecurringJob, SystemContext } from '../operations/index.ts';
import { watchdogOperations } from './operations.ts';
import { watchdogStage } from './stage.ts';
import { cleanUpHeartbeats, type Gauge, servicesByInterval, Watchdog } from './watchdog.ts';

export { getActiveAlerts, resolveAlert } from './active-alerts.ts';
export { type AlertDoc, levelOf, type Reading } from './alerts.ts';
export type { ServiceStatus } from './health.ts';
export { FLUSH_EVERY_MS, type Heartbeat } from './heartbeats.ts';
export { isServiceError } from './service-errors.ts';
export { SERVICES, THRESHOLDS } from './services.ts';
export {
  type Gauge,
  getAllServicesHealth,
  getServiceHealth,
  type Health,
  Watchdog,
} from './watchdog.ts';

/** `gauges`: what is watched beside the services, such as payment failures. */
export function watchdogModule(gauges: readonly Gauge[] = [], watchdog: Watchdog = new Watchdog()): Module {
  const checks = [...servicesByInterval()].map(
    ([everyMs, services]): RecurringJob => ({
      name: `watchdog-every-${everyMs / 1000}-s`,
      feature: 'watchdog',
      everyMs,
      run: async (ctx) => {
        await watchdog.checkAllServicesHealth(ctx, services);
      },
    }),
  );
  const gaugeChecks = gauges.map(
    (gauge): RecurringJob => ({
      name: `watchdog-${gauge.source}`,
      feature: 'watchdog',
      everyMs: gauge.everyMs,
      run: (ctx) => watchdog.checkGauge(ctx, gauge),
    }),
  );
  const cleanUp: RecurringJob = {
    name: 'watchdog-clean-up',
    feature: 'watchdog',
    everyMs: 60 * 60_000,
    run: cleanUpHeartbeats,
  };
  let started: SystemContext | null = null;
  return {
    name: 'watchdog',
    operations: watchdogOperations(watchdog),
    stages: [watchdogStage(watchdog)],
    metrics: watchdog.metrics,
    recurring: [...checks, ...gaugeChecks, cleanUp],
    start: (ctx) => {
      started = ctx;
    },
    close: async () => {
      if (started) await watchdog.flush(started);
    },
  };
}
