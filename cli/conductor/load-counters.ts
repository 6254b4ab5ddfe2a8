import type { K6Api } from './k6-api.ts';

/** What the load has done since it began. */
export interface LoadCounts {
  readonly requests: number;
  readonly errors: number;
}

/** What can be known of a load while it runs. */
export interface LoadCounters {
  counts(): Promise<LoadCounts>;
  /** ms; null before the first request. */
  p95(): Promise<number | null>;
}

/** By k6's own metrics. */
export const countersOf = (api: K6Api): LoadCounters => ({
  async counts() {
    const count = async (name: string) => (await api.metric(name))?.count ?? 0;
    return { requests: await count('http_reqs'), errors: await count('op_errors') };
  },
  p95: async () => (await api.metric('http_req_duration'))?.['p(95)'] ?? null,
});
