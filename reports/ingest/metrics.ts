/** Metrics that reports are made from, by their names in k6's output. */
export const METRIC = {
  duration: 'http_req_duration',
  lag: 'schedule_lag',
  users: 'users_active',
  vus: 'vus',
  vusMax: 'vus_max',
  dropped: 'dropped_iterations',
  refused: 'op_refused',
  errors: 'op_errors',
  cacheHits: 'cache_hits',
  cacheMisses: 'cache_misses',
  eventsAcked: 'events_acked',
  dataReceived: 'data_received',
} as const;

/** Metrics whose values become histograms; of the others the count, sum and maximum are kept. */
export const HISTOGRAMS: readonly string[] = [METRIC.duration, METRIC.lag];

export const READ_METRICS: readonly string[] = Object.values(METRIC);

/** Metrics that k6 writes and that reports do not need: nine of ten rows. */
export const SKIPPED_METRICS: readonly string[] = [
  'http_reqs',
  'http_req_blocked',
  'http_req_connecting',
  'http_req_tls_handshaking',
  'http_req_sending',
  'http_req_waiting',
  'http_req_receiving',
  'http_req_failed',
  'iterations',
  'iteration_duration',
  'data_sent',
  'checks',
  'group_duration',
  'sessions',
  'error_rate',
  'cache_hit_rate',
];
