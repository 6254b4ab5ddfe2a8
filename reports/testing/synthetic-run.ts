import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPlan, levelAt, type PlannedFault, type RunPlan } from '../../lib/plan/index.ts';
import { type Rng, rngFor } from '../../lib/random/index.ts';
import {
  type BilledOperations,
  type FinalState,
  RUN_EVENTS,
  RUN_FILES,
  type RunVersions,
  type TimelineRecord,
} from '../../lib/results/index.ts';
import { type JourneyName, PACES } from '../../lib/workloads/index.ts';
import { SamplesWriter } from './samples-writer.ts';

/** What happens to one request; the default is an answer after about 4 ms. */
export interface Outcome {
  readonly durationMs: number;
  readonly status: number;
  readonly errorCode?: number;
  readonly refused?: 'rate-limited' | 'feature-disabled';
  /** Code of `op_errors`. */
  readonly error?: string;
}

export interface SyntheticRun {
  readonly workload?: string;
  readonly profile?: RunPlan['profile'];
  readonly scale?: number;
  readonly seed?: number;
  readonly faults?: readonly PlannedFault[];
  readonly plan?: (plan: RunPlan) => RunPlan;
  /** Multiplies the requests, not the users. */
  readonly density?: number;
  readonly outcome?: (request: {
    journey: string;
    operation: string;
    atMs: number;
    ordinary: Outcome;
    rng: Rng;
  }) => Outcome;
  /** Schedule lag in ms at a moment. */
  readonly lagMs?: (atMs: number, rng: Rng) => number;
  readonly droppedIterations?: number;
  /** VUs that never start. */
  readonly missingVus?: number;
  /** k6's exit code; null: it never said. */
  readonly exitCode?: number | null;
  readonly billing?: readonly BilledOperations[] | null;
  readonly finalState?: FinalState;
  readonly timeline?: readonly TimelineRecord[];
  /** Writes more samples at the end. */
  readonly more?: (samples: SamplesWriter, startedAt: number) => void;
}

/** Start of every synthetic load. */
export const STARTED_AT = Date.UTC(2026, 8, 1, 12);

const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  swipe: ['getDiscoveryFeed', 'swipe', 'swipe', 'swipe'],
  'paid-chat': ['sendChatMessage', 'sendChatMessage', 'getChatMessages', 'getWallet', 'purchaseTokens'],
  voice: ['startCall', 'sessionHeartbeat', 'sessionHeartbeat', 'endCall'],
  video: ['startCall', 'sessionHeartbeat', 'sessionHeartbeat', 'endCall'],
  'check-in': ['verifyEventCheckIn'],
  'limit-breakers': ['sendChatMessage'],
  'discovery-feed': ['getDiscoveryFeed'],
  'profile-views': ['getProfile'],
  search: ['searchProfiles'],
  'analytics-batches': ['ingestEvents'],
};
const CACHED = new Set(['getDiscoveryFeed', 'getProfile', 'searchProfiles']);
const STEP_MS = 100;

/** Writes a run folder as the CLI and k6 leave it, from a seed: the same input gives the same bytes. Returns the plan and the number of sample rows. */
export async function writeSyntheticRun(
  dir: string,
  options: SyntheticRun = {},
): Promise<{ plan: RunPlan; rows: number }> {
  mkdirSync(dir, { recursive: true });
  const { seed = 1, workload = 'mixed-10k', profile = 'quick', scale = 0.1 } = options;
  const built = buildPlan({
    workload,
    profile,
    scale,
    seed,
    target: { kind: 'embedded' },
    runId: `synthetic-${workload}-${seed}`,
    createdAt: new Date(STARTED_AT).toISOString(),
    experiment: options.faults ? { name: 'launch-day', faults: options.faults } : null,
  });
  const plan = options.plan?.(built) ?? built;
  const json = (file: string, value: unknown) => writeFileSync(join(dir, file), `${JSON.stringify(value, null, 2)}\n`);
  json(RUN_FILES.plan, plan);
  json(RUN_FILES.versions, VERSIONS);
  if (options.billing !== null) json(RUN_FILES.billing, { schemaVersion: 1, rows: options.billing ?? BILLING });
  if (options.finalState) json(RUN_FILES.finalState, options.finalState);
  const timeline = [...timelineOf(plan, options), ...(options.timeline ?? [])].toSorted((a, b) => a.at - b.at);
  writeFileSync(join(dir, RUN_FILES.timeline), timeline.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const samples = new SamplesWriter(join(dir, RUN_FILES.samples));
  await writeSamples(samples, plan, options, rngFor(seed, 'samples'));
  options.more?.(samples, STARTED_AT);
  await samples.close();
  return { plan, rows: samples.rows };
}

async function writeSamples(samples: SamplesWriter, plan: RunPlan, options: SyntheticRun, rng: Rng): Promise<void> {
  const vus = plan.groups.reduce((sum, group) => sum + group.vus, 0);
  for (let ms = 0; ms < plan.durationMs; ms += STEP_MS) {
    for (const group of plan.groups) {
      const pace = PACES[group.journey as JourneyName].requests * (options.density ?? 1);
      const level = levelAt(group.stages, ms);
      const expected = (level * pace * STEP_MS) / 1000;
      const count = Math.floor(expected) + (rng.next() < expected % 1 ? 1 : 0);
      for (let i = 0; i < count; i++) writeRequest(samples, group.journey, ms + rng.next() * STEP_MS, options, rng);
      if (ms % 1000 === 0) {
        for (let vu = 0; vu < group.vus; vu++) {
          samples.metric('users_active', STARTED_AT + ms, Math.round(level / group.vus), group.journey);
        }
      }
    }
    if (ms % 1000 === 0) {
      samples.metric('vus', STARTED_AT + ms, vus - (options.missingVus ?? 0));
      samples.metric('vus_max', STARTED_AT + ms, vus - (options.missingVus ?? 0));
    }
    await samples.flush();
  }
  const first = plan.groups[0]?.journey ?? '';
  for (let i = 0; i < (options.droppedIterations ?? 0); i++) {
    samples.metric('dropped_iterations', STARTED_AT + plan.measured.fromMs + i, 1, first);
  }
}

function writeRequest(samples: SamplesWriter, journey: string, atMs: number, options: SyntheticRun, rng: Rng): void {
  const operations = OPERATIONS[journey] ?? ['unknown'];
  const operation = operations[rng.below(operations.length)] ?? 'unknown';
  const ordinary: Outcome =
    journey === 'limit-breakers' && rng.next() < 0.6
      ? { durationMs: 1 + rng.next(), status: 429, errorCode: 1429, refused: 'rate-limited' }
      : { durationMs: 1 + 3 * Math.exp(1.2 * normal(rng)), status: 200 };
  const outcome = options.outcome?.({ journey, operation, atMs, ordinary, rng }) ?? ordinary;
  const sentAt = STARTED_AT + atMs;
  const doneAt = sentAt + outcome.durationMs;
  const { status, durationMs } = outcome;
  samples.request({
    ...{ journey, operation, sentAt, durationMs, status },
    ...(outcome.errorCode === undefined ? {} : { errorCode: outcome.errorCode }),
  });
  samples.metric('schedule_lag', sentAt, options.lagMs?.(atMs, rng) ?? 4 * rng.next(), journey);
  if (outcome.refused) samples.metric('op_refused', doneAt, 1, journey, operation, `reason=${outcome.refused}`);
  if (outcome.error) samples.metric('op_errors', doneAt, 1, journey, operation, `code=${outcome.error}`);
  if (outcome.status === 200 && CACHED.has(operation)) {
    samples.metric(rng.next() < 0.82 ? 'cache_hits' : 'cache_misses', doneAt, 1, journey, operation);
  }
  if (outcome.status === 200 && operation === 'ingestEvents')
    samples.metric('events_acked', doneAt, 10, journey, operation);
}

/** Box and Muller's standard normal. */
const normal = (rng: Rng): number => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());

function timelineOf(plan: RunPlan, options: SyntheticRun): TimelineRecord[] {
  const at = (ms: number) => STARTED_AT + ms;
  const run = (name: string, ms: number, detail?: TimelineRecord['detail']): TimelineRecord => ({
    ...{ at: at(ms), kind: 'run', name },
    ...(detail ? { detail } : {}),
  });
  const records = [run(RUN_EVENTS.loadStarted, 0), run(RUN_EVENTS.loadEnded, plan.durationMs)];
  const { exitCode = 0 } = options;
  if (exitCode !== null) records.push(run(RUN_EVENTS.generatorExited, plan.durationMs + 100, { code: exitCode }));
  for (const fault of plan.faults) {
    records.push({ at: at(fault.applyMs), kind: 'fault', name: fault.name, detail: { action: 'apply' } });
    records.push({ at: at(fault.revertMs), kind: 'fault', name: fault.name, detail: { action: 'revert' } });
  }
  if (plan.faults.length > 0) {
    for (const phase of plan.phases) records.push({ at: at(phase.fromMs), kind: 'phase', name: phase.name });
  }
  return records;
}

const VERSIONS: RunVersions = {
  schemaVersion: 1,
  loadgate: '0.1.0',
  commit: '0123456789abcdef0123456789abcdef01234567',
  node: '24.0.0',
  k6: '2.2.0',
  machine: { platform: 'linux', arch: 'x64', cpuModel: 'Test CPU', cpus: 2, memoryBytes: 8 * 2 ** 30 },
};

const BILLING: readonly BilledOperations[] = [
  { feature: 'discovery', operation: 'getDiscoveryFeed', reads: 120_000, writes: 0, deletes: 0 },
  { feature: 'swipe', operation: 'swipe', reads: 60_000, writes: 45_000, deletes: 0 },
  { feature: 'chat', operation: 'sendChatMessage', reads: 40_000, writes: 80_000, deletes: 0 },
  { feature: 'calls', operation: 'sessionHeartbeat', reads: 12_000, writes: 9000, deletes: 0 },
  { feature: 'ratelimits', operation: 'cleanupRateLimits', reads: 900, writes: 0, deletes: 900 },
];
