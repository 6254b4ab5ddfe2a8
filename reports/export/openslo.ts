import { stringify } from 'yaml';
import type { Slo } from '../../lib/slo/index.ts';
import type { Report } from '../model/index.ts';

/** Codes of the callable protocol that are faults of the backend: what the errors objective counts. */
const FAULTS = 'INTERNAL|UNKNOWN|UNAVAILABLE|DEADLINE_EXCEEDED|DATA_LOSS|UNIMPLEMENTED';

/**
 * The run's objectives as OpenSLO v1 documents over the metrics that the backend itself exposes, so that production is held to what was tested. A latency
 * objective becomes the share of calls within it. What only a load generator can see (cache hits, exactly-once) is named in a comment.
 */
export function renderOpenSlo({ plan, windows }: Report): string {
  const operationsOf = (slo: Slo): readonly string[] => {
    if (slo.operation !== undefined) return [slo.operation];
    const cells = windows.latency.filter((cell) => slo.journey === undefined || cell.journey === slo.journey);
    return [...new Set(cells.map((cell) => cell.operation))].sort();
  };
  const documents = plan.slos.flatMap((slo) => documentOf(plan.workload, slo, operationsOf(slo)) ?? []);
  const left = plan.slos.filter((slo) => documentOf(plan.workload, slo, operationsOf(slo)) === null);
  const service = {
    apiVersion: 'openslo/v1',
    kind: 'Service',
    metadata: { name: label(plan.workload), displayName: plan.workload },
    spec: { description: `What the workload ${plan.workload} uses` },
  };
  const notes = left.map(({ id }) => `# ${label(id)} is not here: only a load generator can see it\n`);
  return notes.join('') + [service, ...documents].map((one) => stringify(one, { lineWidth: 0 })).join('---\n');
}

function documentOf(workload: string, slo: Slo, operations: readonly string[]): object | null {
  const measured = measure(slo, operations);
  if (!measured) return null;
  const { target, ratio, told } = measured;
  return {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: label(slo.id), displayName: slo.title },
    spec: {
      description: told,
      service: label(workload),
      indicator: { metadata: { name: label(`${slo.id}-sli`) }, spec: { ratioMetric: { counter: true, ...ratio } } },
      timeWindow: [{ duration: '28d', isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ displayName: slo.title, target }],
    },
  };
}

function measure(slo: Slo, operations: readonly string[]) {
  if (operations.length === 0) return null;
  const which = `operation=~"${operations.map(pattern).join('|')}"`;
  const source = (query: string) => ({ metricSource: { type: 'Prometheus', spec: { query } } });
  switch (slo.indicator.kind) {
    case 'latency': {
      const good = source(`sum(loadgate_call_seconds_bucket{${which},le="${slo.objective / 1000}"})`);
      const told = `${slo.indicator.quantile * 100} % of calls within ${slo.objective} ms`;
      return {
        target: slo.indicator.quantile,
        ratio: { good, total: source(`sum(loadgate_call_seconds_count{${which}})`) },
        told,
      };
    }
    case 'error-rate': {
      const bad = source(`sum(loadgate_calls_total{${which},code=~"${FAULTS}"})`);
      const told = `Fewer than ${slo.objective * 100} % of calls fail by a fault of the backend`;
      return { target: 1 - slo.objective, ratio: { bad, total: source(`sum(loadgate_calls_total{${which}})`) }, told };
    }
    default:
      return null;
  }
}

/** A name as RFC 1123 wants it: at most 63 lower-case letters, digits and dashes. */
const label = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '') || 'unnamed';

/** An operation's name inside a PromQL string that holds a regular expression. */
const pattern = (name: string): string => name.replace(/[^\w]/g, '.');
