import type { Operation } from './define.ts';
import type { JobHandler, RecurringJob } from './jobs.ts';
import type { MetricFamily } from './metrics.ts';
import type { Module } from './module.ts';
import type { Route } from './routes.ts';
import type { Stage } from './stages.ts';

/** Everything that the modules bring, under unique names. */
export interface Registry {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly routes: readonly Route[];
  /** In the order of the modules; the first is the outermost. */
  readonly stages: readonly Stage[];
  readonly jobs: ReadonlyMap<string, JobHandler>;
  readonly recurring: readonly RecurringJob[];
  readonly metrics: readonly MetricFamily[];
  /** Who hears of refused calls, by operation name or by method and path of the route. */
  readonly refusals: ReadonlyMap<string, NonNullable<Module['refused']>>;
}

/** What names a route in refusals and logs. */
export const routeName = (route: Pick<Route, 'method' | 'path'>): string => `${route.method} ${route.path}`;

/** Joins the modules into one registry. Throws where two of them claim the same name: one would silently win. */
export function registryOf(modules: readonly Module[]): Registry {
  unique('module', modules, (module) => module.name);
  const routes = modules.flatMap((module) => module.routes ?? []);
  const recurring = modules.flatMap((module) => module.recurring ?? []);
  const metrics = modules.flatMap((module) => module.metrics ?? []);
  unique('route', routes, routeName);
  unique('metric', metrics, (metric) => metric.name);
  unique('recurring job', recurring, (job) => job.name);
  return {
    operations: unique(
      'operation',
      modules.flatMap((module) => module.operations ?? []),
      (operation) => operation.name,
    ),
    routes,
    stages: modules.flatMap((module) => module.stages ?? []),
    jobs: unique(
      'job',
      modules.flatMap((module) => module.jobs ?? []),
      (job) => job.kind,
    ),
    recurring,
    metrics,
    refusals: new Map(
      modules.flatMap(({ refused, operations = [], routes: own = [] }) =>
        refused ? [...operations.map(({ name }) => name), ...own.map(routeName)].map((name) => [name, refused]) : [],
      ),
    ),
  };
}

function unique<T>(what: string, items: readonly T[], nameOf: (item: T) => string): Map<string, T> {
  const byName = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    if (byName.has(name)) throw new Error(`${what} "${name}" is declared twice: rename or remove one`);
    byName.set(name, item);
  }
  return byName;
}
