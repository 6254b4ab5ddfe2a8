import { VARIABLES } from '../operator/index.ts';

/** Tags that reports use; every further one makes each line of the samples longer. */
const SYSTEM_TAGS = 'scenario,status,name,error_code';
/** From this many requests a second on, k6 keeps no metrics of its own. Under it, its file comes in blocks that are too far apart to follow a run by. */
const LEAN_FROM = 300;
/**
 * Go collects its garbage when the heap has grown by this many percent. Without metrics of its own a k6 that carries 7,800 users holds some 30 MB, so collecting a
 * quarter as often costs less than 0.2 GB, and saves 10 to 25 % of its CPU time.
 */
const LEAN_GC_PERCENT = '400';

const OPERATORS = new Set<string>(Object.values(VARIABLES));

export interface K6Settings {
  readonly script: string;
  /** Of its REST API; '' for none. */
  readonly address: string;
  /** Where samples go; null: nowhere. */
  readonly samples: string | null;
  readonly isLean: boolean;
}

/**
 * Whether k6 does without metrics of its own. It keeps every sample of every trend in memory, twice where it writes a summary: some hundred megabytes an
 * hour at full size, for figures that are taken from the samples anyway.
 */
export const isLean = (requestsPerSecond: number): boolean => requestsPerSecond >= LEAN_FROM;

/** How loadgate runs k6: arguments, and the environment beside that of this process. */
export function k6Command({ script, address, samples, isLean }: K6Settings) {
  const args = [
    'run',
    '--quiet',
    '--no-color',
    '--no-usage-report',
    '--address',
    address,
    '--system-tags',
    SYSTEM_TAGS,
  ];
  args.push('--summary-mode', 'disabled');
  if (isLean) args.push('--no-thresholds');
  if (samples !== null) args.push('--out', `csv=${samples}`);
  args.push(script);
  const env = {
    ...inherited(),
    K6_CSV_TIME_FORMAT: 'unix_nano',
    ...(isLean && process.env.GOGC === undefined && { GOGC: LEAN_GC_PERCENT }),
  };
  return { args, env };
}

/** Settings of k6 from the shell (`K6_VUS`, `K6_DURATION`, …) would change what the plan says; the operator's credentials are none of its business. */
function inherited(): NodeJS.ProcessEnv {
  const kept = ([name]: [string, unknown]) => !name.startsWith('K6_') && !OPERATORS.has(name);
  return Object.fromEntries(Object.entries(process.env).filter(kept));
}
