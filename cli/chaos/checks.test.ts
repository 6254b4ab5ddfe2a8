import { expect, test } from 'vitest';
import { FAULTS } from '../../chaos/faults/index.ts';
import type { CarriedFault } from './carry-out.ts';
import { checksOf } from './checks.ts';

const well = { ok: true, measured: ['answers 3 ms'] };
const ill = { ok: false, measured: ['errors 90.00 %, at most 5.00 %'] };
const fault = (name: string, over: Partial<CarriedFault> = {}): CarriedFault => ({
  planned: { name, fault: 'backend-crash', params: {}, applyMs: 0, revertMs: 1 },
  fault: FAULTS['backend-crash'].bind('backend-crash', {}),
  ctx: null as never,
  ...{ appliedAt: 1, revertedAt: 2, problem: null, stuck: null },
  ...over,
});
const outcome = { before: well, after: well, faults: [fault('a')], aborted: null, required: [], judged: [] };
const statuses = (over: Partial<Parameters<typeof checksOf>[0]>) =>
  checksOf({ ...outcome, ...over })
    .filter(({ status }) => status !== 'pass')
    .map(({ id, status, reason }) => `${id} ${status}: ${reason}`);

test('all well', () => {
  expect(statuses({})).toEqual([]);
});

test('a system that does not come back fails, one that was not well before too', () => {
  expect(statuses({ after: ill })).toEqual(['steady-state.after fail: the system did not come back in time']);
  expect(statuses({ before: ill, after: null, aborted: 'not steady' })).toEqual([
    'steady-state.before fail: nothing was broken yet',
    'steady-state.after inconclusive: it could not be measured before the load was over',
    'experiment.aborted fail: aborted, and everything put back: not steady',
  ]);
});

test('a fault that was left out leaves the question open, one that stays in force fails', () => {
  expect(statuses({ faults: [fault('a'), fault('b', { problem: 'no Toxiproxy' })] })).toEqual([
    'experiment.faults inconclusive: b: no Toxiproxy',
  ]);
  expect(statuses({ faults: [fault('a', { stuck: 'no answer' }), fault('b')] })).toEqual([
    'experiment.faults fail: could not be put back: a: no answer',
  ]);
});

test('an invariant that had nothing to judge leaves the question open', () => {
  expect(statuses({ required: ['x', 'y'], judged: ['x'] })).toEqual([
    'experiment.invariants inconclusive: the run did nothing of what they speak of: y',
  ]);
});
