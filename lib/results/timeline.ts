/** One line of `timeline.jsonl`; `at` is Unix milliseconds of the one clock that k6, backend and conductor share. */
export interface TimelineRecord {
  readonly at: number;
  readonly kind: 'run' | 'phase' | 'flag' | 'fault' | 'probe' | 'note';
  readonly name: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * Names of `run` records that reports rely on. `load-started` is the zero of every time in the plan (k6's first user acts);
 * `generator-exited` carries `{ code }`, k6's exit code. A `phase` record says that the named phase began at `at`; a `fault` record
 * carries `{ action: 'apply' | 'revert' }`. A `flag` record is named after the flag and stands at the acknowledged flip:
 * `{ to, acknowledged: true, version, reason }`; the `note` that follows it says how long the flip took to be in force (`propagationMs`).
 *
 * Chaos writes two kinds, both named after the planned fault: `fault` with `{ action: 'apply' | 'revert', fault, params }` at the moment at which the
 * action was complete (`skipped: <reason>` instead where it could not be made), and `probe` with `{ event: 'effect' | 'detected' | 'recovered', ms, by }`,
 * where `ms` counts from the apply (effect, detected) or the revert (recovered). A `probe` named `steady-state` carries `{ when: 'before' | 'after', ok, measured }`.
 */
export const RUN_EVENTS = {
  loadStarted: 'load-started',
  loadEnded: 'load-ended',
  generatorExited: 'generator-exited',
  interrupted: 'interrupted',
} as const;
