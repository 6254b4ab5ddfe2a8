import { Gauge, Registry } from 'prom-client';
import type { Report, Row } from '../model/index.ts';

const STATUS = { pass: 1, fail: 0, inconclusive: -1 } as const;

/** Figures of the run for the textfile collector of Prometheus' node exporter; name the file `loadgate-<workload>.prom`. */
export async function renderPrometheus({ plan, windows, verdict, tables, cost }: Report): Promise<string> {
  const registry = new Registry();
  registry.setDefaultLabels({ workload: plan.workload, profile: plan.profile, target: plan.target.kind });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `loadgate_run_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  gauge('verdict', '1 pass, 0 fail, -1 inconclusive').set(STATUS[verdict.status]);
  gauge('started_seconds', 'Unix time of the start of the load').set(windows.startedAt / 1000);
  const checks = gauge('check', '1 pass, 0 fail, -1 inconclusive', ['check', 'kind']);
  for (const check of verdict.checks) checks.set({ check: check.id, kind: check.kind }, STATUS[check.status]);
  const scoped = ['scope', 'name'] as const;
  const requests = gauge('requests', 'Requests in the measured window', scoped);
  const errors = gauge('error_ratio', 'Share of requests that failed', scoped);
  const latency = gauge('latency_seconds', 'Latency in the measured window', [...scoped, 'quantile']);
  const add = (scope: string, row: Row) => {
    const labels = { scope, name: row.name };
    requests.set(labels, row.requests);
    errors.set(labels, row.errorRate);
    for (const [quantile, ms] of [
      ['0.5', row.p50],
      ['0.95', row.p95],
      ['0.99', row.p99],
    ] as const)
      if (ms !== null) latency.set({ ...labels, quantile }, ms / 1000);
  };
  add('run', tables.total);
  for (const row of tables.journeys) add('journey', row);
  for (const row of tables.operations) add('operation', row);
  const dollars = gauge('cost_dollars_per_day', 'Projected cost of a day of so many users', ['users']);
  for (const { users, total } of cost?.projections ?? []) dollars.set({ users: String(users) }, total);
  return registry.metrics();
}
