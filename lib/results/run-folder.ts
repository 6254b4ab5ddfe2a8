/** The files of one run, relative to `results/<run-id>/`. */
export const RUN_FILES = {
  plan: 'plan.json',
  versions: 'versions.json',
  /** How to reach the run's backend while the run lasts (address, admin token); for its owner only, removed at the end. */
  access: 'access.json',
  /** k6's samples: gzipped CSV with minimal tags, times in Unix nanoseconds. */
  samples: 'samples.csv.gz',
  /** k6's own end-of-test summary (JSON), for cross-checks only. */
  /** Mergeable histograms per window × scenario × operation × phase. */
  windows: 'windows.json.gz',
  /** Billed Firestore operations by feature and operation, as the backend's meter counted them. */
  billing: 'billing.json',
  /** What happened when, one JSON object a line: run, phase, flag and fault records ({@link TimelineRecord}). */
  timeline: 'timeline.jsonl',
  /** Final counts and sums read back from the backend after settling. */
  finalState: 'final-state.json',
  /** What others judged (invariants, recoveries, steady state): an array of `Check`, joined to the verdict as it is. */
  checks: 'checks.json',
  /** What an experiment has changed and put back, one JSON object a line: `loadgate chaos revert` reads it. */
  chaosJournal: 'chaos-journal.jsonl',
  /** Client-side operation history, one JSON object a line, gzipped. */
  history: 'history.jsonl.gz',
  /** What each invariant was held against, and the operations that show a violation ({@link InvariantFindings}). */
  violations: 'violations.json',
  database: 'backend.sqlite',
  backendLog: 'logs/backend.log',
  emulatorsLog: 'logs/emulators.log',
  k6Log: 'logs/k6.log',
  providersLog: 'logs/providers.log',
  toxiproxyLog: 'logs/toxiproxy.log',
  verdict: 'verdict.json',
  /** What the measured operations cost, per day and projected. */
  cost: 'cost.json',
  report: 'report.html',
  summary: 'summary.md',
  junit: 'junit.xml',
} as const;
