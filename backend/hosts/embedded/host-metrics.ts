import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Backend } from '../../app.ts';
import type { MetricFamily } from '../../operations/index.ts';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../../operations/prometheus.ts';

/** Seconds. SLOs stand at 2 to 5 s; healthy operations take a few milliseconds. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10];

/** What `/metrics` says: calls by operation and code, their latency, billed operations, the process, and what the modules add. */
export class HostMetrics {
  readonly contentType = PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #calls: Counter<'operation' | 'code'>;
  readonly #latency: Histogram<'operation'>;
  readonly #families: readonly MetricFamily[];
  /** Children by operation and code: looking labels up costs more than counting. */
  readonly #counters = new Map<string, { inc(): void }>();
  readonly #timers = new Map<string, { observe(seconds: number): void }>();

  constructor(backend: Backend) {
    const registers = [this.#registry];
    this.#calls = new Counter({
      name: 'loadgate_calls_total',
      help: 'Calls answered, by operation and code of the callable protocol',
      labelNames: ['operation', 'code'],
      registers,
    });
    this.#latency = new Histogram({
      name: 'loadgate_call_seconds',
      help: 'Time from a parsed request to its answer',
      labelNames: ['operation'],
      buckets: LATENCY_BUCKETS,
      registers,
    });
    collectDefaultMetrics({ register: this.#registry });
    this.#families = [...backend.metrics, billedFamily(backend)];
  }

  /** @param ms time in this process */
  answered(operation: string, code: string, ms: number): void {
    this.#counterOf(operation, code).inc();
    this.#timerOf(operation).observe(ms / 1000);
  }

  #counterOf(operation: string, code: string): { inc(): void } {
    const key = `${operation} ${code}`;
    const counter = this.#counters.get(key) ?? this.#calls.labels(operation, code);
    this.#counters.set(key, counter);
    return counter;
  }

  #timerOf(operation: string): { observe(seconds: number): void } {
    const timer = this.#timers.get(operation) ?? this.#latency.labels(operation);
    this.#timers.set(operation, timer);
    return timer;
  }

  async text(): Promise<string> {
    return `${await this.#registry.metrics()}\n${await prometheusText(this.#families)}`;
  }
}

const billedFamily = (backend: Backend): MetricFamily => ({
  name: 'loadgate_billed_operations_total',
  help: 'What Firestore would have billed, by feature and operation',
  type: 'counter',
  read: () =>
    backend
      .billing()
      .flatMap(({ feature, operation, ...billed }) =>
        Object.entries(billed).map(([kind, value]) => ({ labels: { feature, operation, kind }, value })),
      ),
});
