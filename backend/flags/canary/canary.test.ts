import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { criteriaFor } from '../../../lib/canary/index.ts';
import { flagBench } from '../testing/bench.ts';
import { type CanaryMetrics, judgeCanary } from './judge.ts';
import { CANARY_PHASES, rollbackBudget } from './plans.ts';
import { phaseOf } from './status.ts';
import { REPRESENTATIVE_MIX, selectCanaryTenants, type TenantFacts } from './tenants.ts';

test('the ways back have the budgets of the source: 35, 9 and 4.5 minutes', () => {
  expect(['gradual', 'immediate', 'kill_switch'].map((type) => rollbackBudget(type as 'gradual') / 60)).toEqual([
    35, 9, 4.5,
  ]);
});

describe('the judgement of a phase', () => {
  const plan = criteriaFor('invoices.write');
  const [, canary10] = CANARY_PHASES;
  const good: CanaryMetrics = {
    execution_success_rate: 0.995,
    error_rate: 0.001,
    latency_p95: 300,
    customer_satisfaction: 0.97,
    support_ticket_increase: 0.02,
  };
  test.each<[string, number, CanaryMetrics, string, string | null]>([
    ['all well and long enough', 48, good, 'advance', null],
    ['all well but too early', 47.9, good, 'hold', null],
    ['slow', 50, { ...good, latency_p95: 801 }, 'hold', null],
    ['satisfaction not measured', 50, { ...good, customer_satisfaction: undefined as never }, 'hold', null],
    ['nothing measured', 50, {}, 'hold', null],
    ['too many errors', 1, { ...good, error_rate: 0.021 }, 'roll-back', 'immediate'],
    ['success rate too low', 1, { ...good, execution_success_rate: 0.94 }, 'roll-back', 'immediate'],
    ['two critical errors', 1, { ...good, critical_errors: 2 }, 'roll-back', 'kill_switch'],
    ['unhappy customers', 1, { ...good, customer_satisfaction: 0.84 }, 'roll-back', 'gradual'],
  ])('%s', (_, hours, metrics, verdict, rollbackType) => {
    if (!canary10) expect.fail('no such phase');
    expect(judgeCanary(plan, canary10, hours, metrics)).toMatchObject({ verdict, rollbackType });
  });
});

test.each([
  ['off', 10, null],
  ['on', 100, null],
  ['shadow', 0, 'shadow'],
  ['canary', 0, 'canary_10_percent'],
  ['canary', 10, 'canary_10_percent'],
  ['canary', 25, 'canary_10_percent'],
  ['canary', 75, 'canary_50_percent'],
  ['canary', 100, 'full_rollout'],
] as const)('a flag that is %s at %i %% is in phase %s', (state, rollout, phase) => {
  expect(phaseOf({ state, rollout })?.name ?? null).toBe(phase);
});

describe('tenants of a canary', () => {
  const tenant = (n: number): fc.Arbitrary<TenantFacts> =>
    fc.record({
      id: fc.constant(`t${n}`),
      lowRisk: fc.boolean(),
      betaProgram: fc.boolean(),
      highEngagement: fc.boolean(),
      size: fc.constantFrom('small', 'medium', 'large'),
      industry: fc.constantFrom('field_services', 'restaurants'),
      region: fc.constantFrom('eu', 'us', 'asia'),
    });
  const tenants = fc
    .integer({ min: 1, max: 60 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => tenant(n))));

  test('a larger canary holds every tenant of a smaller one, and none twice', () => {
    fc.assert(
      fc.property(tenants, fc.nat({ max: 100 }), fc.nat({ max: 100 }), (all, a, b) => {
        const [small, large] = [a, b]
          .sort((x, y) => x - y)
          .map((percent) => selectCanaryTenants('invoices.write', percent, all));
        expect(large?.slice(0, small?.length)).toEqual(small);
        expect(new Set(large).size).toBe(large?.length);
      }),
      { numRuns: 100 },
    );
  });

  test('are the safest first, in the mix of sizes, spread over regions', () => {
    const all = Array.from(
      { length: 100 },
      (_, n): TenantFacts => ({
        id: `t${n}`,
        lowRisk: n < 50,
        betaProgram: n % 3 === 0,
        highEngagement: n % 5 === 0,
        size: (['small', 'medium', 'large'] as const)[n % 3] ?? 'small',
        industry: 'restaurants',
        region: ['eu', 'us', 'asia'][Math.floor(n / 3) % 3] ?? 'eu',
      }),
    );
    const chosen = selectCanaryTenants('invoices.write', 10, all).map((id) => all[Number(id.slice(1))]);
    expect(chosen.every((one) => one?.lowRisk)).toBe(true);
    for (const [size, share] of Object.entries(REPRESENTATIVE_MIX))
      expect(chosen.filter((one) => one?.size === size)).toHaveLength(share * 10);
    expect(new Set(chosen.map((one) => one?.region)).size).toBe(3);
  });
});

test('the status of a roll-out says since when it is in its phase and what was measured', async () => {
  const { as, clock } = flagBench();
  const call = as('op', { admin: true });
  const step = (version: number, updates: object) =>
    call('updateFeatureFlag', { key: 'chat_paid', reason: 'x', version, updates });
  await step(0, { state: 'shadow' });
  clock.advance(24 * 3_600_000);
  const began = clock.now();
  await step(1, { state: 'canary', rollout: 5 });
  clock.advance(3_600_000);
  await step(2, { rollout: 10 });
  clock.advance(48 * 3_600_000);
  for (let user = 0; user < 100; user++) await as(`u${user}`)('note', { text: 'x' }).catch(() => {});
  const metrics = { chat_paid: { customer_satisfaction: 0.96, support_ticket_increase: 0 } };
  expect(await call('getCanaryStatus', { metrics })).toMatchObject({
    rollouts: [
      {
        flag: 'chat_paid',
        phase: 'canary_10_percent',
        since: began,
        rollout: 10,
        next: { name: 'canary_50_percent' },
        verdict: 'advance',
        rollbackBudgets: { gradual: 2_100, immediate: 540, kill_switch: 270 },
      },
    ],
  });
  expect(await call('getCanaryStatus')).toMatchObject({
    rollouts: [{ verdict: 'hold', why: expect.stringContaining('not measured: customer_satisfaction') }],
  });
});
