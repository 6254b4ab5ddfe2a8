/** One metric of the Prometheus page; the host turns families into its registry's collectors. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** Current values, one per combination of labels. Called at each scrape: must be cheap. */
  readonly read: () => readonly MetricValue[] | Promise<readonly MetricValue[]>;
}

export interface MetricValue {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}
