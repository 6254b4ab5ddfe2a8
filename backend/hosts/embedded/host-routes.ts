import type { BillingCounts } from '../../../lib/results/billing.ts';
import type { Backend } from '../../app.ts';
import type { Route, RouteResponse } from '../../operations/index.ts';
import { consoleRoutes } from './console.ts';
import type { HostMetrics } from './host-metrics.ts';
import { runRoutes } from './runs/index.ts';

export interface HostRouteDeps {
  readonly backend: () => Backend;
  readonly metrics: () => HostMetrics;
  readonly version: string;
  readonly isDraining: () => boolean;
  /** Bytes that the stored documents take. */
  readonly storedBytes?: () => number;
  /** Folder of run folders that operators may look at. */
  readonly results?: string;
}

const shared = { method: 'GET', feature: 'host' } as const;
const json = (body: unknown, status = 200): RouteResponse => ({ status, body });

/** What the host itself answers: whether it lives, what it counts, what it offers. */
export function hostRoutes({ backend, metrics, version, isDraining, storedBytes, results }: HostRouteDeps): Route[] {
  const cpuAtStart = process.cpuUsage();
  let openApi: Promise<unknown> | undefined;
  return [
    {
      ...shared,
      path: '/healthz',
      access: 'public',
      summary: 'Whether the host takes requests; 503 once it drains',
      handler: async () => (isDraining() ? json({ status: 'draining' }, 503) : json({ status: 'ok' })),
    },
    {
      ...shared,
      path: '/metrics',
      access: 'public',
      summary: 'Counters and latencies for Prometheus',
      handler: async () => ({
        status: 200,
        headers: { 'content-type': metrics().contentType },
        text: await metrics().text(),
      }),
    },
    {
      ...shared,
      path: '/openapi.json',
      access: 'public',
      summary: 'This document',
      handler: async () => {
        openApi ??= import('../../operations/openapi.ts').then(({ openApiOf }) => openApiOf(backend(), version));
        return json(await openApi);
      },
    },
    {
      ...shared,
      path: '/admin/billing',
      access: 'admin',
      summary: 'What Firestore would have billed since the host started, and what the process used',
      handler: async () => {
        const { user, system } = process.cpuUsage(cpuAtStart);
        const counts: BillingCounts = {
          schemaVersion: 1,
          rows: backend().billing(),
          process: { cpuSeconds: (user + system) / 1e6, ...(storedBytes && { storedBytes: storedBytes() }) },
        };
        return json(counts);
      },
    },
    ...consoleRoutes(),
    ...runRoutes(results),
  ];
}
