import type { FaultPromises, RunPlan } from '../../lib/plan/index.ts';
import type { Check, TimelineRecord } from '../../lib/results/index.ts';
import { duration, milliseconds } from '../format.ts';
import { type FaultRun, faultRuns, type RunWindows, type Segment } from '../ingest/index.ts';
import { saturatedWithin } from './generator.ts';
import { type Recovery, recoveryWithin } from './recovery.ts';
import { tally } from './scope.ts';
import { judgeSlo } from './slo.ts';

/** One fault of the experiment: how it went, and what was seen of it. */
export interface FaultSeen extends FaultRun {
  /** From apply until it acted everywhere, and until the system itself noticed, ms; null where nobody saw that. */
  readonly effectMs: number | null;
  readonly detectMs: number | null;
  /** Who noticed: an alert, the watchdog, safe rollback. */
  readonly detectedBy: string | null;
  /** From revert until the workload's objectives held again, ms; null where that was not seen. */
  readonly recoverMs: number | null;
  /** Null where it was never put back: then there is no recovery to speak of. */
  readonly aftermath: { readonly calm: Calm; readonly recovery: Recovery } | null;
}

interface FaultEvidence {
  readonly plan: RunPlan;
  readonly windows: RunWindows;
  readonly timeline: readonly TimelineRecord[];
}

/** What samples and probes say of each planned fault, whatever the generator's health. */
export function faultsSeen({ plan, windows, timeline }: FaultEvidence): FaultSeen[] {
  const runs = faultRuns(plan, timeline, windows.startedAt);
  return runs.map((run) => {
    const { fault, revertedMs } = run;
    const probed = (event: string) =>
      timeline.find(({ kind, name, detail }) => kind === 'probe' && name === fault.name && detail?.event === event)
        ?.detail;
    const msOf = (event: string) => (typeof probed(event)?.ms === 'number' ? Number(probed(event)?.ms) : null);
    const by = probed('detected')?.by;
    const calm = revertedMs === null ? null : calmAfter(run, runs, plan);
    const aftermath =
      revertedMs === null || !calm ? null : { calm, recovery: recoveryWithin(plan, windows, revertedMs, calm.untilMs) };
    return {
      ...run,
      effectMs: msOf('effect'),
      detectMs: msOf('detected'),
      detectedBy: typeof by === 'string' ? by : null,
      recoverMs: aftermath?.recovery.ms ?? null,
      aftermath,
    };
  });
}

/**
 * Judges a fault against its promises and objectives. Where the generator was saturated (`saturated`: all along; else it is looked at for the fault and what
 * follows it), it may itself have made a recovery look slow.
 */
export function judgeFault(seen: FaultSeen, evidence: FaultEvidence, saturated: boolean): Check[] {
  const { appliedMs, revertedMs, aftermath } = seen;
  if (appliedMs === null) return [notApplied(seen)];
  if (revertedMs === null || !aftermath) return [notReverted(seen)];
  const { calm, recovery } = aftermath;
  const lastedMs = revertedMs - appliedMs;
  const distorted = saturated || saturatedWithin(evidence.windows, appliedMs, calm.untilMs);
  return [
    ...promised(seen, 'effectMs', (target) =>
      figureOf(seen.effectMs, target, lastedMs, 'nothing says when it took effect'),
    ),
    ...promised(seen, 'detectMs', (target) => figureOf(seen.detectMs, target, lastedMs, 'nothing noticed it')),
    ...promised(seen, 'recoverMs', (target) => recoveryOutcome(recovery, calm, target, revertedMs, distorted)),
    ...objectives(seen, evidence, distorted),
  ];
}

type Outcome = Pick<Check, 'status'> & Partial<Check>;

const TITLES: Readonly<Record<keyof FaultPromises, (name: string) => string>> = {
  effectMs: (name) => `${name} takes effect`,
  detectMs: (name) => `${name} is noticed`,
  recoverMs: (name) => `Recovery from ${name}`,
};
const PART = { effectMs: 'effect', detectMs: 'detect', recoverMs: 'recover' } as const;

function promised({ fault }: FaultRun, promise: keyof FaultPromises, judge: (target: number) => Outcome): Check[] {
  const target = fault.promises?.[promise];
  if (target === undefined) return [];
  const common = { id: `fault.${fault.name}.${PART[promise]}`, kind: 'recovery' as const };
  return [
    {
      ...common,
      title: TITLES[promise](fault.name),
      target: `≤ ${milliseconds(target)}`,
      objective: target,
      ...judge(target),
    },
  ];
}

const figures = (ms: number, target: number) => ({
  value: ms,
  measured: milliseconds(ms),
  headroom: target === 0 ? (ms === 0 ? 0 : -1) : (target - ms) / target,
});

/** A figure that a probe measured while the fault was in force. */
function figureOf(ms: number | null, target: number, lastedMs: number, nothing: string): Outcome {
  if (ms !== null) {
    const reason = `it took ${milliseconds(ms)}, promised are ${milliseconds(target)}`;
    return ms <= target
      ? { status: 'pass', ...figures(ms, target) }
      : { status: 'fail', ...figures(ms, target), reason };
  }
  if (lastedMs >= target) return { status: 'fail', reason: `${nothing} within ${duration(lastedMs)}` };
  const advice = 'let the fault last longer than what is promised';
  return { status: 'inconclusive', reason: `${nothing}, but it lasted for only ${milliseconds(lastedMs)}`, advice };
}

/** How long nothing else was broken after a fault, and what came then. */
interface Calm {
  readonly untilMs: number;
  readonly end: string;
  /** Another fault that was still in force when this one ended. */
  readonly beside: string | null;
}

function calmAfter(run: FaultRun, runs: readonly FaultRun[], plan: RunPlan): Calm {
  const at = run.revertedMs ?? plan.durationMs;
  const others = runs.filter((one) => one !== run && one.appliedMs !== null);
  const beside = others.find((one) => (one.appliedMs ?? 0) < at && (one.revertedMs ?? plan.durationMs) > at);
  const next = others
    .filter((one) => (one.appliedMs ?? 0) >= at)
    .toSorted((a, b) => (a.appliedMs ?? 0) - (b.appliedMs ?? 0))[0];
  const untilMs = Math.min(plan.durationMs, next?.appliedMs ?? plan.durationMs);
  return { untilMs, end: next ? `${next.fault.name} began` : 'the load ended', beside: beside?.fault.name ?? null };
}

function recoveryOutcome(
  recovery: Recovery,
  calm: Calm,
  target: number,
  revertedMs: number,
  distorted: boolean,
): Outcome {
  const { ms } = recovery;
  const beside = calm.beside ? `, but ${calm.beside} was in force as well` : null;
  const apart = 'give the fault a recovery of its own, without another fault';
  if (ms !== null && ms <= target) return { status: 'pass', ...figures(ms, target) };
  const saturated = 'the generator was saturated and may itself have made this figure';
  const repeat = { status: 'inconclusive' as const, advice: 'see the generator checks; repeat with a smaller --scale' };
  if (ms !== null) {
    const late = `the objectives held again after ${milliseconds(ms)}`;
    if (beside) return { status: 'inconclusive', ...figures(ms, target), reason: late + beside, advice: apart };
    if (distorted) return { ...repeat, ...figures(ms, target), reason: `${milliseconds(ms)}, but ${saturated}` };
    const reason = `${late}, promised are ${milliseconds(target)}`;
    return { status: 'fail', ...figures(ms, target), reason };
  }
  const seenMs = calm.untilMs - revertedMs;
  const missed = recovery.missed.length > 0 ? ` (${recovery.missed.join(', ')})` : '';
  const reason = `the objectives did not hold again within ${milliseconds(Math.max(0, seenMs))}${missed}`;
  if (beside) return { status: 'inconclusive', reason: reason + beside, advice: apart };
  if (seenMs < target) {
    const advice = 'leave more time after the fault';
    return { status: 'inconclusive', reason: `${reason}; then ${calm.end}`, advice };
  }
  return distorted ? { ...repeat, reason: `${reason}, but ${saturated}` } : { status: 'fail', reason };
}

/** What was to hold while the fault was in force. */
function objectives({ fault, appliedMs, revertedMs }: FaultRun, evidence: FaultEvidence, distorted: boolean): Check[] {
  const phase = `fault:${fault.name}`;
  const { plan, windows } = evidence;
  const segments = (segment: Segment) =>
    duringFault(segment, fault.applyMs, appliedMs ?? 0, revertedMs ?? plan.durationMs);
  return (fault.slos ?? []).map((slo) => {
    const { journey, operation } = slo;
    const scope = {
      segments,
      ...(journey !== undefined && { journey }),
      ...(operation !== undefined && { operation }),
    };
    const context = { where: `during ${fault.name}`, phase, distorted, anySamples: plan.profile === 'smoke' };
    return judgeSlo(slo, tally(windows, scope), context);
  });
}

/**
 * Windows in which a breach is excused: from a fault's revert until the objectives held again, but no longer than was promised. What is not promised is not
 * excused.
 */
export function excusedWindows(faults: readonly FaultSeen[], windowMs: number): (window: number) => boolean {
  const spans = faults.flatMap(({ fault, revertedMs, recoverMs }) => {
    const promised = fault.promises?.recoverMs ?? 0;
    if (revertedMs === null || promised === 0 || recoverMs === 0) return [];
    const untilMs = revertedMs + Math.min(recoverMs ?? promised, promised);
    return [{ from: Math.floor(revertedMs / windowMs), to: Math.ceil(untilMs / windowMs) }];
  });
  return (window) => spans.some(({ from, to }) => window >= from && window < to);
}

/** Whether a fault was in force in all of a segment; it counts from when it began to be applied. */
export const duringFault = (segment: Segment, plannedMs: number, appliedMs: number, revertedMs: number): boolean =>
  segment.fromMs >= Math.min(plannedMs, appliedMs) && segment.toMs <= revertedMs + 1;

const untested = ({ fault }: FaultRun) => ({
  id: `fault.${fault.name}`,
  kind: 'recovery' as const,
  title: `${fault.name} was applied and reverted`,
});

const notApplied = (run: FaultRun): Check => ({
  ...untested(run),
  status: 'inconclusive',
  reason: `it was not applied: ${run.skipped}`,
  advice: 'see the timeline; until it was applied, nothing is known about it',
});

const notReverted = (run: FaultRun): Check => ({
  ...untested(run),
  status: 'inconclusive',
  reason: 'nothing says that it was reverted',
  advice: "see the timeline and the backend's log: the system may still be broken",
});
