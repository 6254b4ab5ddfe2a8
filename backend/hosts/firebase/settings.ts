import type { MemoryOption, SupportedRegion } from 'firebase-functions/v2/options';
import { z } from 'zod';

/** What Cloud Functions gives each function. */
export interface Resources {
  readonly memory: MemoryOption;
  readonly timeoutSeconds: number;
  /** Requests that one instance serves at once. */
  readonly concurrency: number;
  readonly minInstances: number;
  readonly maxInstances: number;
}

export interface FunctionsSettings {
  readonly region: SupportedRegion;
  readonly resources: Resources;
  /** Whether calls of users need a valid App Check token. Operators have no app, and need none. */
  readonly appCheck: boolean;
  /** Names in Secret Manager that the functions get as environment variables. */
  readonly secrets: readonly string[];
  /** For how long each scheduled run looks for due jobs. Runs start every minute. */
  readonly workSeconds: number;
}

const MEMORY = ['256MiB', '512MiB', '1GiB', '2GiB', '4GiB'] as const;
const REGIONS = [
  ...['us-central1', 'us-east1', 'us-east4', 'us-west1', 'northamerica-northeast1', 'southamerica-east1'],
  ...['europe-west1', 'europe-west2', 'europe-west3', 'europe-west4', 'europe-north1', 'europe-central2'],
  ...['asia-east1', 'asia-northeast1', 'asia-south1', 'asia-southeast1', 'australia-southeast1'],
] as SupportedRegion[];

const whole = (min: number, max: number) =>
  z.coerce
    .number(`give a whole number from ${min} to ${max}`)
    .int(`give a whole number from ${min} to ${max}`)
    .min(min, `give at least ${min}`)
    .max(max, `give at most ${max}`);
const list = z
  .string()
  .transform((text) => text.split(',').flatMap((name) => name.trim() || []))
  .pipe(z.array(z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'give names such as STRIPE_SECRET_KEY, separated by commas')));

const schema = z.object({
  LOADGATE_REGION: z.enum(REGIONS, `give one of ${REGIONS.join(', ')}`).default('europe-west1'),
  LOADGATE_MEMORY: z.enum(MEMORY, `give one of ${MEMORY.join(', ')}`).default('512MiB'),
  LOADGATE_TIMEOUT_SECONDS: whole(1, 3_600).default(60),
  LOADGATE_CONCURRENCY: whole(1, 1_000).default(80),
  LOADGATE_MIN_INSTANCES: whole(0, 100).default(0),
  LOADGATE_MAX_INSTANCES: whole(1, 1_000).default(20),
  LOADGATE_APP_CHECK: z.enum(['on', 'off'], 'give on or off').default('off'),
  LOADGATE_SECRETS: list.default([]),
  LOADGATE_WORK_SECONDS: whole(1, 55).default(50),
});

/**
 * Reads the settings from the environment: at deployment that is the file `.env.<environment>` beside the bundle.
 * @throws Error naming the variable and what it takes
 */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): FunctionsSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path[0] === undefined ? 'the environment' : String(issue.path[0])}: ${issue?.message}`);
  }
  const { data } = parsed;
  if (data.LOADGATE_MIN_INSTANCES > data.LOADGATE_MAX_INSTANCES) {
    throw new Error('LOADGATE_MIN_INSTANCES: give at most LOADGATE_MAX_INSTANCES');
  }
  return {
    region: data.LOADGATE_REGION,
    resources: {
      memory: data.LOADGATE_MEMORY,
      timeoutSeconds: data.LOADGATE_TIMEOUT_SECONDS,
      concurrency: data.LOADGATE_CONCURRENCY,
      minInstances: data.LOADGATE_MIN_INSTANCES,
      maxInstances: data.LOADGATE_MAX_INSTANCES,
    },
    appCheck: data.LOADGATE_APP_CHECK === 'on',
    secrets: data.LOADGATE_SECRETS,
    workSeconds: data.LOADGATE_WORK_SECONDS,
  };
}
