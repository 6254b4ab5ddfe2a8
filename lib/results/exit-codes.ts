/** The process exit codes of `loadgate`: one table for the CLI, the docs and CI. */
export const EXIT = {
  pass: 0,
  /** The tool itself failed: a bug, or the machine ran out of something. */
  internal: 1,
  /** The command line, a configuration or an input file is wrong. */
  usage: 2,
  /** At least one SLO, invariant or gate failed. */
  breach: 10,
  /** A production target, or a target that is not allowed, was refused before the first request. */
  refusedTarget: 11,
  /** Something that the run needs is missing (k6, a port, an emulator). */
  missing: 12,
  /** A check could not be made: neither pass nor fail. */
  inconclusive: 13,
  /** The load would rise faster than Firestore's ramp rule allows; no request was sent. */
  steepRamp: 14,
  /** The measured operations cost more than `--max-cost`: the run was stopped and has no verdict. */
  overBudget: 15,
  /** Stopped by Ctrl-C or SIGTERM after everything was put back. */
  interrupted: 130,
} as const;
