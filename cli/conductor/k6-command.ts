import { VARIABLES } from '../operator/index.ts';

/** Tags that reports use; every further one makes each line of the samples longer. */
const SYSTEM_TAGS = 'scenario,status,name,error_code';
/** From this many requests a second on, k6 keeps no metrics of its own. Under it, its file comes in blocks that are too far apart to follow a run by. */
const LEAN_FROM = 300;
/**
 * Go collects its garbage when the heap has grown by this many percent, or nears this limit. Without metrics of its own a k6 that carries 7,800 users holds some 30 MB, so
 * collecting a quarter as often costs less than 0.2 GB, and saves 10 to 25 % of its CPU time. With many VUs there is more to hold, and the default is right.
 */
const LEAN_COLLECTION = { GOGC: '400', GOMEMLIMIT: '768MiB' };
const FEW_VUS = 100;

const OPERATORS = new Set<string>(Object.values(VARIABLES));

export interface K6Settings {
  readonly script: string;
  /** Of its REST API; '' for none. */
  readonly address: string;
  /** Where samples go; null: nowhere. */
  readonly samples: string | null;
  readonly isLean: boolean;
  /** VUs that the plan has. */
  readonly vus: number;
}

/**
 * Whether k6 does without metrics of its own. It keeps every sample of every trend in memory, twice where it writes a summary: some hundred megabytes an
 * hour at full size, for figures that are taken from the samples anyway.
 */
export const isLean = (requestsPerSecond: number): boolean => requestsPerSecond >= LEAN_FROM;

/** How loadgate runs k6: arguments, and the environment beside that of this process. */
export function k6Command({ script, address, samples, isLean, vus }: K6Settings) {
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
    ...(isLean && vus <= FEW_VUS && process.env.GOGC === undefined && LEAN_COLLECTION),
  };
  return { args, env };
}

/** Settings of k6 from the shell (`K6_VUS`, `K6_DURATION`, …) would change what the plan says; the operator's credentials are none of its business. */
function inherited(): NodeJS.ProcessEnv {
  const kept = ([name]: [string, unknown]) => !name.startsWith('K6_') && !OPERATORS.has(name);
  return Object.fromEntries(Object.entries(process.env).filter(kept));
}
