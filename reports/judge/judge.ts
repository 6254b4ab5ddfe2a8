import type { RunPlan } from '../../lib/plan/index.ts';
import { BASELINE } from '../../lib/plan/index.ts';
import type { Check, FinalState, TimelineRecord, Verdict } from '../../lib/results/index.ts';
import type { RunWindows } from '../ingest/index.ts';
import { judgeExactlyOnce } from './exactly-once.ts';
import { judgeGenerator } from './generator.ts';
import { EVERYWHERE, MEASURED, tally } from './scope.ts';
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
 * The verdict of a run: a pure function of its evidence. Each objective is judged on the whole measured window, faults included (users live
 * through them); objectives of the whole workload are judged again in the baseline and in each recovery, where no fault excuses a breach. What
 * was to hold during a fault is for its experiment to say.
 */
export function judge(evidence: Evidence): Verdict {
  const { plan } = evidence;
  const generator = judgeGenerator(evidence);
  const slos = plan.slos.map((slo) => {
    if (slo.indicator.kind === 'events-exactly-once') return judgeExactlyOnce(slo, eventsOf(evidence));
    const smoke = plan.profile === 'smoke';
    const scope = { ...scopeOf(slo), segments: smoke ? EVERYWHERE : MEASURED };
    const where = smoke ? 'in the run' : 'in the measured window';
    return judgeSlo(slo, tally(evidence.windows, scope), contextOf(plan, generator.distorted, where));
  });
  const checks = [...slos, ...judgePhases(evidence, generator.distorted), ...evidence.others, ...generator.checks];
  return verdictOf(plan, checks);
}

function judgePhases(evidence: Evidence, distorted: boolean): Check[] {
  const { plan, windows } = evidence;
  if (plan.faults.length === 0) return [];
  const undisturbed = (phase: string) => phase === BASELINE || phase.startsWith('recovery:');
  const measured = windows.segments.filter((segment) => segment.measured && undisturbed(segment.phase));
  const phases = [...new Set(measured.map((segment) => segment.phase))];
  const slos = plan.slos.filter((slo) => slo.journey === undefined && slo.operation === undefined);
  return phases.flatMap((phase) =>
    slos.flatMap((slo) => {
      if (slo.indicator.kind === 'events-exactly-once') return [];
      const inPhase = tally(windows, { segments: (segment) => segment.measured && segment.phase === phase });
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
