import { enqueueNotification } from '../notifications/index.ts';
import type { SystemContext, WatchedService } from '../operations/index.ts';
import type { Writer } from '../ports/index.ts';
import type { ServiceStats, ServiceStatus } from './health.ts';
import { type AlertMetric, MIN_LATENCY_SAMPLES, SERVICES, THRESHOLDS } from './services.ts';

export type Severity = 'warning' | 'critical';
/** `unknown`: too little was seen to say; an open alert stays as it is. */
export type Level = 'ok' | Severity | 'unknown';

/** What a metric is at the moment. */
export interface Reading {
  readonly metric: AlertMetric;
  readonly level: Level;
  readonly value: number;
}

/** What is watched beside the seven services: payments. */
export type AlertSource = WatchedService | 'payments';

/** One episode, at `alerts/{alertId}`. */
export interface AlertDoc {
  readonly [field: string]: string | number | null;
  readonly alertId: string;
  readonly service: AlertSource;
  readonly metric: AlertMetric;
  readonly severity: Severity;
  readonly status: 'active' | 'resolved';
  /** The worst level's threshold and the value when it was reached. */
  readonly threshold: number;
  readonly value: number;
  readonly openedAt: number;
  readonly escalatedAt: number | null;
  readonly resolvedAt: number | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
}

/** The alert that is open for a metric. `silenced`: an operator has resolved it, though the cause is still there. */
export type OpenAlert = { readonly alertId: string; readonly severity: Severity; readonly silenced: boolean };
export type OpenAlerts = Readonly<Partial<Record<AlertMetric, OpenAlert>>>;

export const ALERTS = 'alerts';
export const alertPath = (alertId: string): string => `${ALERTS}/${alertId}`;

/** The level of a value: above the threshold, as the source says, not at it. */
export function levelOf(metric: AlertMetric, value: number): 'ok' | Severity {
  const { warning, critical } = THRESHOLDS[metric];
  return value > critical ? 'critical' : value > warning ? 'warning' : 'ok';
}

/** The readings of a service. `downMs`: how long it has not succeeded. */
export function readingsOf(
  service: WatchedService,
  stats: ServiceStats,
  status: ServiceStatus,
  downMs: number,
): Reading[] {
  const rate = stats.operations === 0 ? 0 : stats.errors / stats.operations;
  const rateLevel = levelOf('error_rate', rate);
  const p95Level = levelOf('response_time_p95', stats.p95);
  const enough = (evidence: number, needed: number, level: 'ok' | Severity): Level =>
    evidence === 0 || (level !== 'ok' && evidence < needed) ? 'unknown' : level;
  return [
    {
      metric: 'error_rate',
      value: rate,
      level:
        rateLevel === 'ok'
          ? enough(stats.operations, 1, 'ok')
          : enough(stats.errors, SERVICES[service].maxErrors, rateLevel),
    },
    {
      metric: 'response_time_p95',
      value: stats.p95,
      level: enough(stats.latencySamples, MIN_LATENCY_SAMPLES, p95Level),
    },
    {
      metric: 'service_down',
      value: status === 'down' ? downMs : 0,
      level: status === 'down' ? levelOf('service_down', downMs) : 'ok',
    },
  ];
}

type Part = Pick<SystemContext, 'clock' | 'scheduler'>;

/**
 * Writes what the readings make of the open alerts, each opened once, escalated once, resolved when healthy; returns those open then.
 * In the transaction that read `open`, so that two checks at once open one alert.
 */
export function applyReadings(
  writer: Writer,
  ctx: Part,
  service: AlertSource,
  open: OpenAlerts,
  readings: readonly Reading[],
): OpenAlerts {
  const next: Partial<Record<AlertMetric, OpenAlert>> = { ...open };
  for (const reading of readings) {
    const { metric, level } = reading;
    const current = open[metric];
    if (level === 'unknown') continue;
    if (level === 'ok') {
      if (current && !current.silenced) close(writer, ctx, current.alertId, 'watchdog', 'healthy again');
      delete next[metric];
    } else if (!current || (current.silenced && level === 'critical' && current.severity === 'warning'))
      next[metric] = raise(writer, ctx, service, reading, level);
    else if (level === 'critical' && current.severity === 'warning')
      next[metric] = escalate(writer, ctx, service, current, reading);
  }
  return next;
}

function raise(writer: Writer, ctx: Part, service: AlertSource, reading: Reading, severity: Severity): OpenAlert {
  const openedAt = ctx.clock.now();
  const { metric, value } = reading;
  const alertId = `${service}-${metric}-${openedAt}`;
  const alert: AlertDoc = {
    alertId,
    service,
    metric,
    severity,
    status: 'active',
    threshold: THRESHOLDS[metric][severity],
    value,
    openedAt,
    escalatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    resolution: null,
  };
  writer.create(alertPath(alertId), alert);
  tell(writer, ctx, service, alertId, severity, reading);
  return { alertId, severity, silenced: false };
}

function escalate(
  writer: Writer,
  ctx: Part,
  service: AlertSource,
  { alertId }: OpenAlert,
  reading: Reading,
): OpenAlert {
  const { metric, value } = reading;
  writer.update(alertPath(alertId), {
    severity: 'critical',
    threshold: THRESHOLDS[metric].critical,
    value,
    escalatedAt: ctx.clock.now(),
  });
  tell(writer, ctx, service, alertId, 'critical', reading);
  return { alertId, severity: 'critical', silenced: false };
}

/** Marks the alert as resolved and tells so. */
export function close(writer: Writer, ctx: Part, alertId: string, resolvedBy: string, resolution: string): void {
  const resolvedAt = ctx.clock.now();
  writer.update(alertPath(alertId), { status: 'resolved', resolvedAt, resolvedBy, resolution });
  enqueueNotification(ctx, writer, {
    key: `alert:${alertId}:resolved`,
    severity: 'info',
    title: `Resolved: ${alertId}`,
    body: `${resolution} (${resolvedBy})`,
    source: 'watchdog',
  });
}

function tell(
  writer: Writer,
  ctx: Part,
  service: AlertSource,
  alertId: string,
  severity: Severity,
  { metric, value }: Reading,
): void {
  const { title, unit } = THRESHOLDS[metric];
  const show = (n: number) => (unit === 'ratio' ? `${(n * 100).toFixed(1)} %` : `${Math.round(n / 100) / 10} s`);
  const name = service === 'payments' ? 'Payments' : SERVICES[service].title;
  enqueueNotification(ctx, writer, {
    key: `alert:${alertId}:${severity}`,
    severity,
    title: `${name}: ${title} ${show(value)}`,
    body: `${title} of ${name} is above ${show(THRESHOLDS[metric][severity])}.`,
    source: 'watchdog',
  });
}
