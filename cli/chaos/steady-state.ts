import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../../chaos/experiments/index.ts';
import { ControlRefused, callOperation, type FaultContext } from '../../chaos/faults/index.ts';
import type { RunContext } from '../conductor/hooks.ts';
import { milliseconds, percent } from '../terminal/format.ts';

export const DEFAULT_STEADY_STATE: readonly Probe[] = [
  { probe: 'answers', withinMs: 1_000 },
  { probe: 'error-rate', atMost: 0.05, overMs: 2_000 },
  { probe: 'response-time', atMostMs: 1_000 },
];

export interface SteadyState {
  readonly ok: boolean;
  /** One phrase for each probe: what was measured, and what it should be where it is not. */
  readonly measured: readonly string[];
}

/** How many calls an operator's median response time is taken of. */
const CALLS = 5;

interface Measured {
  readonly ok: boolean;
  readonly text: string;
}

/** The longest that measuring these takes, in ms, while the system answers. */
export const measuringMs = (probes: readonly Probe[]): number =>
  Math.max(0, ...probes.map((probe) => (probe.probe === 'error-rate' ? probe.overMs : 0))) + 500;

/** Holds the system against its probes. `mostMs` shortens what is measured over a time. Rejects when `signal` aborts. */
export async function measureSteadyState(
  run: RunContext,
  ctx: FaultContext,
  probes: readonly Probe[],
  mostMs: number,
  signal: AbortSignal,
): Promise<SteadyState> {
  const results = await Promise.all(probes.map((probe) => measure(run, ctx, probe, mostMs, signal)));
  signal.throwIfAborted();
  return { ok: results.every(({ ok }) => ok), measured: results.map(({ text }) => text) };
}

async function measure(
  run: RunContext,
  ctx: FaultContext,
  probe: Probe,
  mostMs: number,
  signal: AbortSignal,
): Promise<Measured> {
  try {
    switch (probe.probe) {
      case 'answers':
        return below('answers', await timed(() => answers(ctx)), probe.withinMs, milliseconds);
      case 'response-time':
        return below('response time', await median(ctx), probe.atMostMs, milliseconds);
      case 'error-rate':
        return below('errors', await errorRate(run, Math.min(probe.overMs, mostMs), signal), probe.atMost, percent);
      case 'alerts': {
        const { alerts } = await callOperation<{ alerts: readonly unknown[] }>(ctx, 'getActiveAlerts');
        return below('open alerts', alerts.length, probe.atMost, String);
      }
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { ok: false, text: `${probe.probe}: ${(error as Error).message}` };
  }
}

/** Resolves when the target answers. Cloud Functions have nothing but functions at their address: there an operation has to. */
export async function answers(ctx: Pick<FaultContext, 'target'>): Promise<void> {
  try {
    await ctx.target('GET', '/healthz');
  } catch (error) {
    if (!(error instanceof ControlRefused) || error.status !== 404) throw error;
    await callOperation(ctx, 'getJobQueue');
  }
}

function below(what: string, value: number, most: number, show: (value: number) => string): Measured {
  const ok = value <= most;
  return { ok, text: `${what} ${show(value)}${ok ? '' : `, at most ${show(most)}`}` };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await act();
  return performance.now() - from;
}

async function median(ctx: FaultContext): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < CALLS; i++) times.push(await timed(() => callOperation(ctx, 'getJobQueue')));
  return times.sort((a, b) => a - b)[Math.floor(CALLS / 2)] ?? 0;
}

/** Errors by the generator's own counters. */
async function errorRate({ generator }: RunContext, overMs: number, signal: AbortSignal): Promise<number> {
  const before = await generator.counters.counts();
  await sleep(overMs, undefined, { signal });
  const after = await generator.counters.counts();
  const requests = after.requests - before.requests;
  return requests === 0 ? 0 : (after.errors - before.errors) / requests;
}
