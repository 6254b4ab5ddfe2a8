/** Measurements, tags and fields as they are written; dashboards ask for these names, and a test holds them to it. */
export const MEASUREMENTS = { run: 'loadgate_run', summary: 'loadgate_summary', window: 'loadgate_window' } as const;

/** On every point. `scenario` is k6's, of which each journey is one; `all` and `none` stand for what does not apply. */
export const RUN_TAGS = ['run', 'workload', 'profile', 'scale', 'target', 'machine', 'experiment', 'commit'] as const;
export const SCOPE_TAGS = ['scenario', 'journey', 'operation', 'phase'] as const;

export const FIELDS = {
  loadgate_run: ['status', 'passed', 'measured', 'duration_ms', 'cost_per_user_day'],
  loadgate_summary: ['requests', 'rate', 'errors', 'error_rate', 'refused', 'p50_ms', 'p95_ms', 'p99_ms', 'max_ms'],
  loadgate_window: [
    'requests',
    'errors',
    'refused',
    'sum_ms',
    'max_ms',
    'p50_ms',
    'p95_ms',
    'p99_ms',
    'measured',
    'bins',
  ],
} as const;
