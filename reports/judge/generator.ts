import type { RunPlan } from '../../lib/plan/index.ts';
import { type Check, RUN_EVENTS, type TimelineRecord } from '../../lib/results/index.ts';
import { count, duration, milliseconds, plural } from '../format.ts';
import { LatencyHistogram, type RunWindows, type Segment } from '../ingest/index.ts';
import { undisturbed } from './scope.ts';
import { GENERATOR } from './thresholds.ts';

export interface GeneratorEvidence {
  readonly plan: RunPlan;
  readonly windows: RunWindows;
  readonly timeline: readonly TimelineRecord[];
  /** Windows in which no fault excuses anything: users who all come back at once after a crash say nothing about the generator's health before. */
  readonly calm: (window: number) => boolean;
}

type Outcome = Pick<Check, 'status'> & Partial<Check>;
type Examine = (evidence: GeneratorEvidence) => Outcome;

const ok = (measured: string, rest: Partial<Check> = {}): Outcome => ({ ...rest, status: 'pass', measured });
const no = (measured: string | null, reason: string, advice: string, rest: Partial<Check> = {}): Outcome => ({
  ...rest,
  status: 'inconclusive',
  ...(measured === null ? {} : { measured }),
  reason,
  advice,
});
const sum = (cells: readonly { readonly count: number }[]) => cells.reduce((total, cell) => total + cell.count, 0);

/** Were all samples read? */
const samples: Examine = ({ windows }) => {
  const { damage } = windows;
  const [first] = damage.listed;
  if (first) {
    const more = damage.count > 1 ? `, and ${plural(damage.count - 1, 'place')} more` : '';
    return no(`${count(windows.rows)} rows read`, `${first.file}, ${first.place}: ${first.problem}${more}`, first.fix);
  }
  if (sum(windows.latency) === 0) return no(null, 'there is no request in the samples', "see k6's log");
  return ok(`${count(windows.rows)} rows`);
};

/** Did k6 end by itself? 99 only says that its own thresholds were crossed. */
const exit: Examine = ({ timeline }) => {
  if (timeline.some((record) => record.kind === 'run' && record.name === RUN_EVENTS.interrupted)) {
    return no('interrupted', 'the run was interrupted', 'run it again to its end');
  }
  const code = timeline.find((record) => record.name === RUN_EVENTS.generatorExited)?.detail?.code;
  if (code === 0 || code === 99) return ok(`exit code ${code}`);
  if (code === undefined) return no(null, 'nothing says that k6 ended by itself', 'run it again to its end');
  return no(`exit code ${code}`, `k6 ended with exit code ${code}`, "see k6's log for the error");
};

/** Is the window that is judged long enough, and did the load last until its end? */
const window: Examine = ({ plan, windows }) => {
  const { fromMs, toMs } = plan.measured;
  const length = toMs - fromMs;
  if (length < GENERATOR.leastMeasuredMs) {
    const target = duration(GENERATOR.leastMeasuredMs);
    return no(duration(length), `only ${duration(length)} are measured, of at least ${target}`, 'run a longer profile');
  }
  const covered = Math.min(windows.lastRequestMs, toMs) - fromMs;
  if (covered < length * (1 - GENERATOR.missingTail)) {
    const measured = `${duration(Math.max(0, covered))} of ${duration(length)}`;
    return no(measured, `the load ended early: ${measured} were measured`, "see k6's log and the backend's log");
  }
  return ok(duration(length));
};

const dropped: Examine = ({ windows }) => {
  const iterations = sum(windows.dropped);
  if (iterations === 0) return ok('0');
  const reason = `${plural(iterations, 'iteration')} could not be started in time`;
  return no(count(iterations), reason, 'give the generator more VUs or cores, or lower --scale');
};

const vus: Examine = ({ plan, windows }) => {
  const planned = plan.groups.reduce((total, group) => total + group.vus, 0);
  if (windows.vusMax.length === 0) return no(null, 'k6 did not say how many VUs it started', "see k6's log");
  const started = windows.vusMax.reduce((most, cell) => Math.max(most, cell.max), 0);
  const measured = `${count(started)} of ${count(planned)}`;
  if (started >= planned) return ok(measured);
  return no(measured, `only ${measured} VUs started`, 'give the generator more memory or cores, or lower --scale');
};

const users: Examine = ({ plan, windows }) => {
  const closed = plan.groups.filter((group) => group.model === 'closed');
  const short: string[] = [];
  let [planned, reached] = [0, 0];
  for (const group of closed) {
    const cells = windows.users.filter((cell) => cell.journey === group.journey);
    if (cells.length === 0) return no(null, `${group.journey} did not say how many users were active`, "see k6's log");
    const most = cells.reduce((highest, cell) => Math.max(highest, cell.mean * group.vus), 0);
    planned += group.peak;
    reached += Math.min(Math.round(most), group.peak);
    if (most < group.peak * GENERATOR.usersReached)
      short.push(`${group.journey} ${count(most)} of ${count(group.peak)}`);
  }
  const measured = closed.length === 0 ? 'open model' : `${count(reached)} of ${count(planned)}`;
  if (short.length === 0) return ok(measured);
  return no(measured, `not all users became active: ${short.join(', ')}`, 'lower --scale, or see the k6 log');
};

/** p95 of how late users were sent on their way, ms; null where nothing says. */
const lagP95 = (windows: RunWindows, counts: (cell: RunWindows['lag'][number]) => boolean): number | null =>
  LatencyHistogram.of(windows.lag.filter(counts)).quantileMs(0.95);

/** Whether the generator was saturated in a stretch of the run; times in ms after the start of the load. */
export function saturatedWithin(windows: RunWindows, fromMs: number, toMs: number): boolean {
  const [first, end] = [Math.floor(fromMs / windows.windowMs), Math.ceil(toMs / windows.windowMs)];
  return (lagP95(windows, ({ window }) => window >= first && window < end) ?? 0) > GENERATOR.lagP95Ms;
}

const lag: Examine = ({ plan, windows, calm }) => {
  const isJudged = (segment: Segment | undefined) => segment?.measured === true && undisturbed(segment);
  const p95 = lagP95(windows, ({ segment, window }) => isJudged(windows.segments[segment]) && calm(window));
  if (p95 === null) return no(null, 'no schedule lag was recorded', 'use the crowd of scenarios/, which records it');
  const target = GENERATOR.lagP95Ms;
  const figures = { value: p95, objective: target, headroom: (target - p95) / target };
  if (p95 <= target) return ok(milliseconds(p95), figures);
  const reason = `the generator was saturated: it sent requests late, p95 ${milliseconds(p95)}`;
  const half = Math.max(0.01, Math.round(plan.scale * 50) / 100);
  return no(milliseconds(p95), reason, `give it more cores, or run with --scale ${half}`, figures);
};

const CHECKS: Readonly<Record<string, { title: string; target: string; distorts?: true; examine: Examine }>> = {
  samples: { title: 'All samples read', target: 'no damage', examine: samples },
  exit: { title: 'k6 ran to its end', target: 'exit code 0', examine: exit },
  window: { title: 'Measured window', target: `≥ ${duration(GENERATOR.leastMeasuredMs)}, whole`, examine: window },
  dropped: { title: 'Dropped iterations', target: '0', distorts: true, examine: dropped },
  vus: { title: 'VUs started', target: 'all', distorts: true, examine: vus },
  users: { title: 'Users active', target: '≥ 95 %', distorts: true, examine: users },
  lag: { title: 'Schedule lag p95', target: `≤ ${milliseconds(GENERATOR.lagP95Ms)}`, distorts: true, examine: lag },
};

/** The health of the load generator: where it is not proven, the run says nothing about the target. Never `fail`. */
export function judgeGenerator(evidence: GeneratorEvidence): {
  readonly checks: readonly Check[];
  readonly distorted: boolean;
} {
  const judged = Object.entries(CHECKS).map(([id, { title, target, distorts, examine }]) => {
    const check: Check = { id: `generator.${id}`, kind: 'generator', title, target, ...examine(evidence) };
    return { check, distorts: distorts === true && check.status !== 'pass' };
  });
  return { checks: judged.map((it) => it.check), distorted: judged.some((it) => it.distorts) };
}
