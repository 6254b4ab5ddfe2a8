import type { RunPlan } from '../../lib/plan/index.ts';
import type { Check, FinalState, TimelineRecord, Verdict } from '../../lib/results/index.ts';
import type { RunWindows, Segment } from '../ingest/index.ts';
import { judgeExactlyOnce } from './exactly-once.ts';
import { excusedWindows, faultsSeen, judgeFault } from './faults.ts';
import { judgeGenerator } from './generator.ts';
import { judgeLedger } from './ledger.ts';
import { EVERYWHERE, MEASURED, tally, undisturbed } from './scope.ts';
import { judgeSlo, type SloContext } from './slo.ts';
import { verdictOf } from './verdict.ts';

/** Everything that a verdict rests on. */
export interface Evidence {
  readonly plan: RunPlan;
  readonly windows: RunWindows;
  readonly timeline: readonly TimelineRecord[];
  readonly finalState: FinalState | null;
  /** What others judged: invariants, recoveries, steady state. */
  readonly others: readonly Check[];
}

/**
 * The verdict of a run: a pure function of its evidence. Each objective is judged on the whole measured window, without the times in which a fault is in
 * force or may still be felt: what holds then is what the experiment promises, and it is judged on that. Objectives of the whole workload are judged again in
 * the baseline and in each recovery.
 */
export function judge(evidence: Evidence): Verdict {
  const { plan } = evidence;
  const faults = faultsSeen(evidence);
  const excused = excusedWindows(faults, evidence.windows.windowMs);
  const calm = (window: number) => !excused(window);
  const generator = judgeGenerator({ ...evidence, calm });
  const { distorted } = generator;
  const slos = plan.slos.map((slo) => {
    if (slo.indicator.kind === 'events-exactly-once') return judgeExactlyOnce(slo, eventsOf(evidence));
    const smoke = plan.profile === 'smoke';
    const inWindow = smoke ? EVERYWHERE : MEASURED;
    const scope = { ...scopeOf(slo), segments: (it: Segment) => inWindow(it) && undisturbed(it), windows: calm };
    const where = smoke ? 'in the run' : 'in the measured window';
    return judgeSlo(slo, tally(evidence.windows, scope), contextOf(plan, generator.distorted, where));
  });
  const phases = [
    ...judgePhases(evidence, distorted, calm),
    ...faults.flatMap((it) => judgeFault(it, evidence, distorted)),
  ];
  const ledger = judgeLedger(plan, evidence.finalState);
  const checks = [...slos, ...phases, ...ledger, ...evidence.others, ...generator.checks];
  return verdictOf(plan, checks);
}

function judgePhases(evidence: Evidence, distorted: boolean, calm: (window: number) => boolean): Check[] {
  const { plan, windows } = evidence;
  if (plan.faults.length === 0) return [];
  const measured = windows.segments.filter((segment) => segment.measured && undisturbed(segment));
  const phases = [...new Set(measured.map((segment) => segment.phase))];
  const slos = plan.slos.filter((slo) => slo.journey === undefined && slo.operation === undefined);
  return phases.flatMap((phase) =>
    slos.flatMap((slo) => {
      if (slo.indicator.kind === 'events-exactly-once') return [];
      const segments = (it: Segment) => it.measured && undisturbed(it) && it.phase === phase;
      const inPhase = tally(windows, { segments, windows: calm });
      return [judgeSlo(slo, inPhase, { ...contextOf(plan, distorted, `in ${phase}`), phase })];
    }),
  );
}

const contextOf = (plan: RunPlan, distorted: boolean, where: string): SloContext => ({
  ...{ where, distorted, anySamples: plan.profile === 'smoke' },
});

const scopeOf = (slo: RunPlan['slos'][number]) => ({
  ...(slo.journey === undefined ? {} : { journey: slo.journey }),
  ...(slo.operation === undefined ? {} : { operation: slo.operation }),
});

function eventsOf({ windows, finalState }: Evidence) {
  const acknowledged = windows.eventsAcked.reduce((sum, cell) => sum + cell.count, 0);
  const sources = new Set(windows.eventsAcked.map((cell) => cell.operation));
  const unknownRequests = windows.errors.reduce((sum, cell) => sum + (sources.has(cell.operation) ? cell.count : 0), 0);
  return { acknowledged, unknownRequests, final: finalState?.events };
}
