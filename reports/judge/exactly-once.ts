import type { Check, FinalState } from '../../lib/results/index.ts';
import type { Slo } from '../../lib/slo/index.ts';
import { count, plural } from '../format.ts';

export interface EventCounts {
  /** Events that the backend acknowledged to the scenario. */
  readonly acknowledged: number;
  /** Requests whose outcome the scenario does not know: their events may have been counted. */
  readonly unknownRequests: number;
  readonly final: FinalState['events'];
}

/** Judges that every acknowledged event was counted, and none twice, on the backend's own counts after settling. */
export function judgeExactlyOnce(slo: Slo, events: EventCounts): Check {
  const common = { id: slo.id, kind: 'slo' as const, title: slo.title, target: '0', objective: slo.objective };
  const { acknowledged, final } = events;
  if (!final) {
    const advice = 'let the run settle and collect: final-state.json needs "events"';
    return { ...common, status: 'inconclusive', reason: 'the backend did not say how many events it counted', advice };
  }
  if (acknowledged === 0) {
    const advice = "see k6's log: the journey did not run, or does not count events_acked";
    return { ...common, status: 'inconclusive', reason: 'no event was acknowledged', advice };
  }
  const stored = final.distinct ?? final.counted;
  const lost = Math.max(0, acknowledged - stored);
  const surplus = final.counted - (final.distinct ?? acknowledged);
  if (final.distinct === undefined && surplus > 0 && events.unknownRequests > 0) {
    const reason = `${plural(surplus, 'event')} more than acknowledged, and ${plural(events.unknownRequests, 'request')} of unknown outcome`;
    const advice = 'have the backend report how many different events it stored ("distinct")';
    return { ...common, status: 'inconclusive', reason, advice };
  }
  const doubled = Math.max(0, surplus);
  const value = lost + doubled;
  const measured = value === 0 ? `0 of ${count(acknowledged)}` : `${count(lost)} lost, ${count(doubled)} doubled`;
  const figures = { value, measured, headroom: value === 0 ? 0 : -1 };
  if (value === 0) return { ...common, ...figures, status: 'pass' };
  const reason = `${count(acknowledged)} acknowledged, ${count(final.counted)} counted`;
  return { ...common, ...figures, status: 'fail', reason };
}
