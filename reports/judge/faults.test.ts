import { describe, expect, it } from 'vitest';
import type { PlannedFault } from '../../lib/plan/index.ts';
import type { Check, TimelineRecord } from '../../lib/results/index.ts';
import type { Slo } from '../../lib/slo/index.ts';
import { planOf, type Second, secondBySecond } from '../testing/evidence.ts';
import { judge } from './index.ts';

const STARTED_AT = Date.parse(planOf().createdAt);
type Tell = (atMs: number) => Partial<Second>;

const fault = (more: Partial<PlannedFault> = {}): PlannedFault => ({
  ...{ name: 'outage', fault: 'backend-crash', params: {}, applyMs: 30_000, revertMs: 40_000, ...more },
});
const probe = (event: string, ms: number, by = 'watchdog'): TimelineRecord => ({
  ...{ at: STARTED_AT + 31_000, kind: 'probe', name: 'outage', detail: { event, ms, by } },
});
/** Nothing answers within this part of the run, ms after its start. */
const dead =
  (fromMs: number, toMs: number): Tell =>
  (atMs) =>
    atMs >= fromMs && atMs < toMs ? { errors: 40 } : {};

interface Run {
  readonly faults: readonly PlannedFault[];
  readonly outcome?: Tell;
  readonly timeline?: readonly TimelineRecord[];
}

/** The checks of a run in which these faults were applied and reverted as planned. */
function checksOf({ faults, outcome, timeline = [] }: Run, edit = (records: readonly TimelineRecord[]) => records) {
  const records = faults.flatMap(({ name, applyMs, revertMs }): TimelineRecord[] => [
    { at: STARTED_AT + applyMs, kind: 'fault', name, detail: { action: 'apply' } },
    { at: STARTED_AT + revertMs, kind: 'fault', name, detail: { action: 'revert' } },
  ]);
  const verdict = judge(secondBySecond(planOf({ faults }), edit([...records, ...timeline]), outcome));
  return { verdict, of: (id: string): Check | undefined => verdict.checks.find((check) => check.id === id) };
}

describe('recovery', () => {
  const faults = [fault({ promises: { recoverMs: 10_000 } })];

  it.each([
    ['at once', 40_000, 0],
    ['after 6 s', 46_000, 6_000],
    ['after 10 s', 50_000, 10_000],
  ])('%s keeps the promise, and no other objective is breached by it', (_, until, ms) => {
    const { verdict, of } = checksOf({ faults, outcome: dead(30_000, until) });
    expect(of('fault.outage.recover')).toMatchObject({ status: 'pass', value: ms, target: '≤ 10 s' });
    expect(verdict.checks.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(verdict.headline).toMatch(/^Go: .*through 1 fault\.$/);
  });

  it('that comes too late fails, with how long it took', () => {
    const { of } = checksOf({ faults, outcome: dead(30_000, 53_000) });
    expect(of('fault.outage.recover')).toMatchObject({
      ...{ status: 'fail', value: 13_000, reason: 'the objectives held again after 13 s, promised are 10 s' },
    });
  });

  it('that never comes fails, and says what did not hold', () => {
    const { of } = checksOf({ faults, outcome: dead(30_000, 90_000) });
    expect(of('fault.outage.recover')).toMatchObject({ status: 'fail' });
    expect(of('fault.outage.recover')?.reason).toMatch(/did not hold again within 50 s \(Errors of all requests\)/);
  });

  it('needs the objectives to hold for some time: a good second between bad ones is none', () => {
    const flapping: Tell = (atMs) => dead(30_000, (atMs / 1000) % 2 === 0 ? 0 : 48_000)(atMs);
    const { of } = checksOf({ faults, outcome: flapping });
    expect(of('fault.outage.recover')?.value).toBe(8_000);
  });

  it('also means fast again, not only answered', () => {
    const slow: Tell = (atMs) => (atMs >= 30_000 && atMs < 44_000 ? { ms: 2_500 } : {});
    expect(checksOf({ faults, outcome: slow }).of('fault.outage.recover')).toMatchObject({ value: 4_000 });
  });

  it('cannot be judged where the next fault comes before the promise is over', () => {
    const next = fault({ name: 'next', applyMs: 44_000, revertMs: 50_000 });
    const { of } = checksOf({ faults: [...faults, next], outcome: dead(30_000, 60_000) });
    expect(of('fault.outage.recover')).toMatchObject({ status: 'inconclusive' });
    expect(of('fault.outage.recover')?.reason).toContain('within 4 s (Errors of all requests); then next began');
  });

  it('cannot be judged while another fault is in force', () => {
    const long = fault({ name: 'long', applyMs: 25_000, revertMs: 70_000 });
    const { of } = checksOf({ faults: [...faults, long], outcome: dead(30_000, 70_000) });
    expect(of('fault.outage.recover')?.reason).toContain('but long was in force as well');
    expect(of('fault.outage.recover')?.status).toBe('inconclusive');
  });
});

describe('effect and detection', () => {
  const faults = [fault({ promises: { effectMs: 1_000, detectMs: 5_000 } })];

  it.each([
    ['in time', [probe('effect', 400), probe('detected', 5_000)], 'pass', 'pass'],
    ['too late', [probe('effect', 1_001), probe('detected', 5_001)], 'fail', 'fail'],
    ['never', [], 'fail', 'fail'],
    ['noticed only', [probe('detected', 10)], 'fail', 'pass'],
  ] as const)('%s', (_, timeline, effect, detect) => {
    const { of } = checksOf({ faults, timeline });
    expect(of('fault.outage.effect')?.status).toBe(effect);
    expect(of('fault.outage.detect')?.status).toBe(detect);
  });

  it('cannot be judged where the fault was over before', () => {
    const { of } = checksOf({ faults: [fault({ revertMs: 33_000, promises: { detectMs: 5_000 } })] });
    expect(of('fault.outage.detect')).toMatchObject({ status: 'inconclusive' });
  });
});

describe('objectives of a fault', () => {
  const errors: Slo = {
    ...{ id: 'during.all.errors', title: 'Errors of all requests', indicator: { kind: 'error-rate' } },
    ...{ comparison: '<', objective: 0.2 },
  };
  const faults = [fault({ slos: [errors] })];
  const failing =
    (share: number): Tell =>
    (atMs) =>
      atMs >= 30_000 && atMs < 40_000 ? { errors: 40 * share } : {};

  it.each([
    [0.05, 'pass'],
    [0.5, 'fail'],
  ])('%d of its requests fail: %s, and the rest of the run is not blamed', (share, expected) => {
    const { verdict, of } = checksOf({ faults, outcome: failing(share) });
    expect(of('during.all.errors@fault:outage')).toMatchObject({ status: expected, phase: 'fault:outage' });
    expect(verdict.checks.filter((check) => check.status !== 'pass').map(({ id }) => id)).toEqual(
      expected === 'pass' ? [] : ['during.all.errors@fault:outage'],
    );
  });
});

describe('a fault that was not in force', () => {
  const faults = [fault({ promises: { recoverMs: 10_000 } })];
  const without = (action: string) => (timeline: readonly TimelineRecord[]) =>
    timeline.filter(({ kind, detail }) => kind !== 'fault' || detail?.action !== action);

  it('is inconclusive, with the reason', () => {
    const skip = (timeline: readonly TimelineRecord[]) =>
      timeline.map((record) =>
        record.kind === 'fault' ? { ...record, detail: { ...record.detail, skipped: 'no toxiproxy' } } : record,
      );
    const { verdict, of } = checksOf({ faults }, skip);
    expect(of('fault.outage')).toMatchObject({ status: 'inconclusive', reason: 'it was not applied: no toxiproxy' });
    expect(verdict.status).toBe('inconclusive');
    expect(checksOf({ faults }, without('apply')).of('fault.outage')?.status).toBe('inconclusive');
  });

  it('that nobody reverted leaves the run undecided', () => {
    const { of } = checksOf({ faults }, without('revert'));
    expect(of('fault.outage')?.reason).toBe('nothing says that it was reverted');
  });
});

describe('a generator that is late', () => {
  const faults = [fault({ promises: { recoverMs: 10_000 } })];
  /** Nobody is answered until `untilMs`, and all of them come back late then. */
  const stampede =
    (untilMs: number, from: number, to: number): Tell =>
    (atMs) => ({ ...dead(30_000, untilMs)(atMs), ...(atMs >= from && atMs < to && { lagMs: 400 }) });

  it('only while a fault excuses it spoils nothing else', () => {
    const { verdict } = checksOf({ faults, outcome: stampede(46_000, 30_000, 46_000) });
    expect(verdict.checks.filter(({ status }) => status !== 'pass')).toEqual([]);
  });

  it('after a fault may have made the recovery late: that is not decided', () => {
    const { of } = checksOf({ faults, outcome: stampede(53_000, 30_000, 53_000) });
    expect(of('fault.outage.recover')).toMatchObject({ status: 'inconclusive', value: 13_000 });
  });

  it('without a fault makes the run inconclusive', () => {
    const { verdict, of } = checksOf({ faults, outcome: stampede(40_000, 60_000, 80_000) });
    expect(of('generator.lag')).toMatchObject({ status: 'inconclusive', value: 400 });
    expect(verdict.status).toBe('inconclusive');
  });
});
