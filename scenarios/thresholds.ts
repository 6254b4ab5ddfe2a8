import type { Slo } from '../lib/slo/index.ts';

/** k6's thresholds for the objectives that k6 can judge by itself; exactly-once needs the backend's count and is left to the verdict. */
export function thresholdsOf(slos: readonly Slo[]): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {};
  for (const slo of slos) {
    const { indicator, comparison, objective } = slo;
    const tags = [
      ...(slo.journey ? [`scenario:${slo.journey}`] : []),
      ...(slo.operation ? [`name:${slo.operation}`] : []),
    ];
    const of = (metric: string) => (tags.length > 0 ? `${metric}{${tags.join(',')}}` : metric);
    const add = (metric: string, expression: string) => {
      thresholds[of(metric)] = [...(thresholds[of(metric)] ?? []), expression];
    };
    if (indicator.kind === 'latency')
      add('http_req_duration', `p(${indicator.quantile * 100})${comparison}${objective}`);
    if (indicator.kind === 'error-rate') add('error_rate', `rate${comparison}${objective}`);
    if (indicator.kind === 'cache-hit-rate') add('cache_hit_rate', `rate${comparison}${objective}`);
  }
  return thresholds;
}
