import type { MetricFamily, SystemContext, WatchedService } from '../operations/index.ts';
import type { Doc } from '../ports/index.ts';
import { applyReadings, type OpenAlerts, type Reading, readingsOf } from './alerts.ts';
import { judge, type ServiceStats, type ServiceStatus, statsOf } from './health.ts';
import { HEARTBEATS, type Heartbeat, type HeartbeatDoc, HeartbeatRecorder } from './heartbeats.ts';
import { SERVICE_NAMES, SERVICES } from './services.ts';

/** The last check of a service, at `serviceHealth/{service}`. */
export interface Health extends ServiceStats {
  readonly service: WatchedService;
  readonly status: ServiceStatus;
  readonly reasons: readonly string[];
  /** Since when it has this status. */
  readonly since: number;
  readonly checkedAt: number;
  readonly errorRate: number;
}
type HealthDoc = Health & { readonly openAlerts: OpenAlerts };

/** Something beside the services that alerts are opened for, read by whoever owns the data. */
export interface Gauge {
  readonly source: 'payments';
  readonly everyMs: number;
  read(ctx: SystemContext): Promise<Reading>;
}

const RANK: Readonly<Record<ServiceStatus, number>> = { healthy: 0, degraded: 1, down: 2 };

type Part = Pick<SystemContext, 'store' | 'clock' | 'random' | 'log' | 'scheduler'>;

export const healthPath = (source: string): string => `serviceHealth/${source}`;
/** Heartbeats older than this say nothing that `serviceHealth` does not keep. */
const HEARTBEAT_HORIZON_MS = 20 * 60_000;
const HEARTBEAT_RETENTION_MS = 24 * 60 * 60_000;

/** Pack 353 §5: who is alive, how well, and whom to tell. One per process; heartbeats of all processes meet in the store. */
export class Watchdog {
  readonly #recorder = new HeartbeatRecorder();
  /** As this process saw them last; which process checks is chance. */
  readonly #statuses = new Map<WatchedService, ServiceStatus>();

  readonly metrics: readonly MetricFamily[] = [
    {
      name: 'service_operations_total',
      help: 'Operations of each watched service in this process, by result',
      type: 'counter',
      read: () =>
        this.#recorder.totals().flatMap(({ service, operations, errors }) => [
          { labels: { service, result: 'ok' }, value: operations - errors },
          { labels: { service, result: 'error' }, value: errors },
        ]),
    },
    {
      name: 'service_status',
      help: 'Status of each service when this process checked it last: 0 healthy, 1 degraded, 2 down',
      type: 'gauge',
      read: () => [...this.#statuses].map(([service, status]) => ({ labels: { service }, value: RANK[status] })),
    },
  ];

  /** Counts one operation of a service; resolves at once, the store hears of it within seconds. */
  async recordServiceHeartbeat(ctx: Part, service: WatchedService, heartbeat: Heartbeat): Promise<void> {
    this.#recorder.record(ctx, service, heartbeat);
    this.#recorder.flushIfDue(ctx);
  }

  /** Writes this process's heartbeats now: before it stops, and before it checks. */
  flush(ctx: Part): Promise<void> {
    return this.#recorder.flush(ctx);
  }

  /** Checks services (all seven when not said otherwise), opens, escalates and resolves their alerts. */
  async checkAllServicesHealth(ctx: Part, services: readonly WatchedService[] = SERVICE_NAMES): Promise<Health[]> {
    await this.flush(ctx);
    const docs = await ctx.store.query<HeartbeatDoc>({
      collection: HEARTBEATS,
      where: [['lastHeartbeatAt', '>', ctx.clock.now() - HEARTBEAT_HORIZON_MS]],
      orderBy: [['lastHeartbeatAt', 'desc']],
    });
    const systemActiveAt = docs[0]?.data.lastHeartbeatAt ?? null;
    const checks = services.map((service) => {
      const own = docs.map(({ data }) => data).filter((data) => data.service === service);
      return this.#check(ctx, service, own, systemActiveAt);
    });
    const all = await Promise.all(checks);
    for (const { service, status } of all) this.#statuses.set(service, status);
    return all;
  }

  async #check(
    ctx: Part,
    service: WatchedService,
    docs: readonly HeartbeatDoc[],
    systemActiveAt: number | null,
  ): Promise<Health> {
    return ctx.store.transaction(async (tx) => {
      const now = ctx.clock.now();
      const before = (await tx.get<HealthDoc>(healthPath(service)))?.data;
      const stats = withMemory(statsOf(service, docs, now), before);
      const previous = before?.status ?? 'healthy';
      const { status, reasons } = judge(service, stats, { now, systemActiveAt, previous });
      const lastGood = stats.lastSuccessAt ?? stats.firstHeartbeatAt ?? now;
      const readings = readingsOf(service, stats, status, now - lastGood);
      const openAlerts = applyReadings(tx, ctx, service, before?.openAlerts ?? {}, readings);
      const health: Health = {
        ...stats,
        service,
        status,
        reasons,
        since: before?.status === status ? before.since : now,
        checkedAt: now,
        errorRate: stats.operations === 0 ? 0 : stats.errors / stats.operations,
      };
      tx.set(healthPath(service), { ...health, openAlerts });
      return health;
    });
  }

  /** Opens, escalates or resolves the alert of a gauge. */
  async checkGauge(ctx: SystemContext, gauge: Gauge): Promise<void> {
    const reading = await gauge.read(ctx);
    await ctx.store.transaction(async (tx) => {
      const before = await tx.get<{ openAlerts: OpenAlerts }>(healthPath(gauge.source));
      const openAlerts = applyReadings(tx, ctx, gauge.source, before?.data.openAlerts ?? {}, [reading]);
      tx.set(healthPath(gauge.source), { openAlerts, checkedAt: ctx.clock.now(), value: reading.value });
    });
  }
}

/** Deletes the heartbeats of processes that ended long ago. */
export async function cleanUpHeartbeats({ store, clock }: Pick<SystemContext, 'store' | 'clock'>): Promise<void> {
  const docs = await store.query({
    collection: HEARTBEATS,
    where: [['lastHeartbeatAt', '<=', clock.now() - HEARTBEAT_RETENTION_MS]],
    orderBy: [['lastHeartbeatAt', 'asc']],
    limit: 500,
  });
  if (docs.length === 0) return;
  await store.batch((writer) => {
    for (const { path } of docs) writer.delete(path);
  });
}

/** What was known of a service before its heartbeats' documents were cleaned up. */
function withMemory(stats: ServiceStats, before: HealthDoc | undefined): ServiceStats {
  return {
    ...stats,
    firstHeartbeatAt: before?.firstHeartbeatAt ?? stats.firstHeartbeatAt,
    lastHeartbeatAt: stats.lastHeartbeatAt ?? before?.lastHeartbeatAt ?? null,
    lastSuccessAt: stats.lastSuccessAt ?? before?.lastSuccessAt ?? null,
    lastError: stats.lastError ?? before?.lastError ?? null,
  };
}

const healthOf = ({ data: { openAlerts: _, ...health } }: Doc<HealthDoc>): Health => health;

/** The last check of a service; null where it was never checked. */
export async function getServiceHealth(
  { store }: Pick<SystemContext, 'store'>,
  service: WatchedService,
): Promise<Health | null> {
  const doc = await store.get<HealthDoc>(healthPath(service));
  return doc && healthOf(doc);
}

/** The last checks of those services that were checked. */
export async function getAllServicesHealth({ store }: Pick<SystemContext, 'store'>): Promise<Health[]> {
  const docs = await store.getAll<HealthDoc>(SERVICE_NAMES.map(healthPath));
  return docs.flatMap((doc) => (doc ? [healthOf(doc)] : []));
}

/** Services by the interval of their check. */
export const servicesByInterval = (): Map<number, WatchedService[]> =>
  Map.groupBy(SERVICE_NAMES, (service) => SERVICES[service].checkEveryMs);
