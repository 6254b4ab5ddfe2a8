import type { LoadStep, RunPlan } from '../../lib/plan/index.ts';
import { type LatencyCell, LatencyHistogram, type RunWindows } from '../ingest/index.ts';
import { compare, GENERATOR, leastSamples } from '../judge/index.ts';
import { fitUsl, type UslFit } from '../stats/index.ts';

/** What the backend's `/metrics` said at a moment; counters since it started. */
export interface Observation {
  /** ms after the start of the load. */
  readonly atMs: number;
  readonly cpuSeconds: number;
  /** Of the event loop since the last look, ms. */
  readonly loopLagP99Ms: number;
  readonly storeOperations: number;
}

export type Bottleneck = 'generator' | 'CPU' | 'event loop' | 'store or beyond' | 'unknown';

export interface StepResult {
  /** Users, or visits a second: what was offered. */
  readonly load: number;
  /** Answered without an error, a second. */
  readonly throughput: number;
  readonly requests: number;
  readonly p95: number | null;
  readonly errorRate: number;
  /** p95 of the generator's own lag, ms. */
  readonly lagP95: number | null;
  /** Cores that the backend used; null where it does not tell. */
  readonly cores: number | null;
  readonly loopLagP99Ms: number | null;
  readonly storePerSecond: number | null;
  readonly verdict: 'within' | 'broken' | 'unknown';
  readonly reason: string;
}

/** What the Universal Scalability Law says of the steps. */
export interface Scalability extends Omit<UslFit, 'peakLoad'> {
  /** Load at which throughput peaks; null where it only flattens (κ is 0). */
  readonly peakLoad: number | null;
}

/** `capacity.json`; published as docs/schemas/capacity.schema.json. */
export interface CapacityReport {
  readonly schemaVersion: 1;
  readonly workload: string;
  readonly target: string;
  readonly unit: 'users' | 'visits/s' | 'users and visits/s';
  readonly steps: readonly StepResult[];
  /** Highest load within the objectives: it lies between these. `low` null: not even the first step; `high` null: the last step still held. */
  readonly capacity: { readonly low: number | null; readonly high: number | null; readonly throughput: number | null };
  /** Null where there are too few steps, or throughput does not bend. */
  readonly usl: Scalability | null;
  readonly bottleneck: Bottleneck | null;
  /** Dollars for a day at the highest load within the objectives; null where nothing was priced. */
  readonly dollarsPerDay: number | null;
}

/** A Node process has one thread for the work of requests. */
const BUSY_CORES = 0.85;
const BLOCKED_MS = 100;

/** Judges each step by the workload's own objectives. `dollarsPerRequest` is that of the whole run. Pure. */
export function analyseCapacity(
  plan: RunPlan,
  steps: readonly LoadStep[],
  windows: RunWindows,
  observations: readonly Observation[],
  dollarsPerRequest: number | null,
): CapacityReport {
  const results = steps.map((step) => judgeStep(plan, step, windows, observations));
  const firstOut = results.findIndex((it) => it.verdict !== 'within');
  const held = firstOut < 0 ? results : results.slice(0, firstOut);
  const broken = firstOut < 0 ? undefined : results[firstOut];
  const best = held.at(-1);
  const models = new Set(plan.groups.map((group) => group.model));
  return {
    schemaVersion: 1,
    workload: plan.workload,
    target: plan.target.kind,
    unit: models.size > 1 ? 'users and visits/s' : models.has('open') ? 'visits/s' : 'users',
    steps: results,
    capacity: {
      low: best?.load ?? null,
      high: broken?.verdict === 'broken' ? broken.load : null,
      throughput: best?.throughput ?? null,
    },
    usl: fitted(results.filter((it) => it.verdict !== 'unknown')),
    bottleneck: broken ? bottleneckOf(broken) : null,
    dollarsPerDay: best && dollarsPerRequest !== null ? best.throughput * 86_400 * dollarsPerRequest : null,
  };
}

function judgeStep(
  plan: RunPlan,
  step: LoadStep,
  windows: RunWindows,
  observations: readonly Observation[],
): StepResult {
  const within = <C extends { readonly window: number }>(cells: readonly C[]): C[] =>
    cells.filter(
      (cell) => cell.window * windows.windowMs >= step.fromMs && (cell.window + 1) * windows.windowMs <= step.toMs,
    );
  const total = (cells: readonly { readonly count: number }[]) => cells.reduce((sum, cell) => sum + cell.count, 0);
  const latency: LatencyCell[] = within(windows.latency);
  const [requests, errors] = [total(latency), total(within(windows.errors))];
  const seconds = (step.toMs - step.fromMs) / 1000;
  const p95 = LatencyHistogram.of(latency).quantileMs(0.95);
  const errorRate = requests === 0 ? 0 : errors / requests;
  const lagP95 = LatencyHistogram.of(within(windows.lag)).quantileMs(0.95);
  const figures = {
    load: plan.groups.reduce((sum, group) => sum + group.peak * step.share, 0),
    throughput: (requests - errors) / seconds,
    ...{ requests, p95, errorRate, lagP95 },
    ...used(observations.filter((one) => one.atMs >= step.fromMs && one.atMs <= step.toMs)),
  };
  const say = (verdict: StepResult['verdict'], reason: string): StepResult => ({ ...figures, verdict, reason });
  if (total(within(windows.dropped)) > 0 || (lagP95 ?? 0) > GENERATOR.lagP95Ms)
    return say('unknown', 'the generator was saturated: it could not offer this load');
  if (p95 === null || requests < leastSamples(0.05)) return say('unknown', 'too few requests to judge');
  for (const { indicator, comparison, objective, title, journey, operation } of plan.slos) {
    if (journey !== undefined || operation !== undefined) continue;
    if (indicator.kind === 'latency' && !compare(p95, comparison, objective)) return say('broken', title);
    if (indicator.kind === 'error-rate' && !compare(errorRate, comparison, objective)) return say('broken', title);
  }
  return say('within', 'all objectives hold');
}

/** What the backend used between the first and the last look of a step. */
function used(looks: readonly Observation[]): Pick<StepResult, 'cores' | 'loopLagP99Ms' | 'storePerSecond'> {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last || last.atMs === first.atMs) return { cores: null, loopLagP99Ms: null, storePerSecond: null };
  const seconds = (last.atMs - first.atMs) / 1000;
  return {
    cores: (last.cpuSeconds - first.cpuSeconds) / seconds,
    loopLagP99Ms: Math.max(...looks.map((one) => one.loopLagP99Ms)),
    storePerSecond: (last.storeOperations - first.storeOperations) / seconds,
  };
}

function bottleneckOf({ verdict, lagP95, cores, loopLagP99Ms }: StepResult): Bottleneck {
  if (verdict === 'unknown') return (lagP95 ?? 0) > GENERATOR.lagP95Ms ? 'generator' : 'unknown';
  if (cores === null || loopLagP99Ms === null) return 'unknown';
  if (cores >= BUSY_CORES) return 'CPU';
  return loopLagP99Ms >= BLOCKED_MS ? 'event loop' : 'store or beyond';
}

function fitted(steps: readonly StepResult[]): Scalability | null {
  const points = steps.map(({ load, throughput }) => ({ load, throughput }));
  if (new Set(points.filter((it) => it.throughput > 0).map((it) => it.load)).size < 3) return null;
  const { peakLoad, ...rest } = fitUsl(points);
  if (!Object.values(rest).every(Number.isFinite)) return null;
  return { ...rest, peakLoad: Number.isFinite(peakLoad) ? peakLoad : null };
}
