import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricFamily } from './metrics.ts';

/** The families' current values in Prometheus' text format. */
export async function prometheusText(families: readonly MetricFamily[]): Promise<string> {
  const registry = new Registry();
  for (const { name, help, type, read } of families) {
    const values = await read();
    const labelNames = [...new Set(values.flatMap(({ labels = {} }) => Object.keys(labels)))];
    const settings = { name, help, labelNames, registers: [registry] };
    if (type === 'gauge') {
      const gauge = new Gauge(settings);
      for (const { labels = {}, value } of values) gauge.set(labels, value);
    } else {
      const counter = new Counter(settings);
      for (const { labels = {}, value } of values) counter.inc(labels, value);
    }
  }
  return registry.metrics();
}

/** The content type that belongs to {@link prometheusText}. */
export const PROMETHEUS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;
