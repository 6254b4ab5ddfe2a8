import type { Check, HardeningRow } from '../../lib/results/index.ts';
import { count, dollars, milliseconds, percent, perSecond, plural } from '../format.ts';
import type { Kinds, Report } from '../model/index.ts';

/** A labelled line that every renderer shows in its own way. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

const LISTED_KINDS = 4;

function kinds(all: Kinds): string {
  const shown = all.slice(0, LISTED_KINDS).map(([kind, n]) => `${kind} ${count(n)}`);
  const rest = all.length - shown.length;
  return [...shown, ...(rest > 0 ? [plural(rest, 'other kind')] : [])].join(', ');
}

const total = (all: Kinds): number => all.reduce((sum, [, n]) => sum + n, 0);

/** What was done and what came of it: load, latency, errors by kind, refusals. */
export function factsOf({ tables, errors, refused, peakUsers, regression }: Report): readonly Fact[] {
  const all = tables.total;
  const users = peakUsers > 0 ? `, at most ${plural(peakUsers, 'active user')}` : '';
  const latency =
    all.p50 === null || all.p95 === null || all.p99 === null || all.max === null
      ? 'no requests'
      : `p50 ${milliseconds(all.p50)}, p95 ${milliseconds(all.p95)}, p99 ${milliseconds(all.p99)}, max ${milliseconds(all.max)}`;
  return [
    { label: 'Load', text: `${perSecond(all.rate)}, ${plural(all.requests, 'request')} measured${users}` },
    { label: 'Latency', text: latency },
    {
      label: 'Errors',
      text:
        total(errors) === 0
          ? 'none'
          : `${count(total(errors))} (${percent(all.errorRate)} of measured): ${kinds(errors)}`,
    },
    { label: 'Refused', text: total(refused) === 0 ? 'none' : `${count(total(refused))} by design: ${kinds(refused)}` },
    ...(regression === undefined ? [] : [{ label: 'Regression', text: regression }]),
  ];
}

/** Cost in a few lines; says so where it is unknown. */
export function costFacts({ cost }: Report): readonly Fact[] {
  if (!cost) return [{ label: 'Cost', text: 'unknown: nothing counted what the store would bill (billing.json)' }];
  const test = `${dollars(cost.test.total)} for this test, ${dollars(cost.day.total)} a day at this load`;
  const prices = `${cost.region}, prices of ${cost.asOf}, free tier ${cost.freeTier ? 'on' : 'off'}`;
  const projected = cost.projections.map(
    (it) => `${count(it.users)} users ${dollars(it.total)} (budget ${dollars(it.budget.total)})`,
  );
  return [
    { label: 'Cost', text: `${test} (${prices})` },
    ...(projected.length > 0 ? [{ label: 'A day of', text: projected.join(', ') }] : []),
  ];
}

/** Share of the objective that is left, in words. */
export const headroom = (check: Check): string =>
  check.headroom === undefined ? '' : `${check.headroom < 0 ? '−' : ''}${percent(Math.abs(check.headroom))}`;

export const HARDENING_FIGURES = ['accepted', 'refused', 'failed', 'recovered', 'refunded', 'escalated'] as const;

export const hardeningCells = (row: HardeningRow): readonly string[] =>
  HARDENING_FIGURES.map((figure) => (row[figure] === undefined ? '' : count(row[figure])));

/** Checks as people look at them: each with its figures, or, where there are many of a kind and all is well, their number. */
export interface CheckGroups {
  /** Objectives of the run, and recoveries, budgets and the like: each has figures of its own. */
  readonly shown: readonly Check[];
  /** `20 objectives of baseline, faults and recoveries`, `12 invariants`: what holds without exception. */
  readonly summed: readonly string[];
}

export function groupChecks(checks: readonly Check[]): CheckGroups {
  const own = checks.filter((check) => check.kind !== 'generator');
  const phases = own.filter((check) => check.phase !== undefined && check.kind === 'slo');
  const invariants = own.filter((check) => check.kind === 'invariant' && check.id !== 'ledger.balance');
  const promises = own.filter((check) => check.kind === 'recovery');
  const many = new Set([...phases, ...invariants, ...promises]);
  const shown = own.filter((check) => !many.has(check) || check.status !== 'pass');
  const passed = (group: readonly Check[]) => group.filter((check) => check.status === 'pass').length;
  const summed = [
    ...(phases.length > 0
      ? [`${count(passed(phases))} of ${count(phases.length)} objectives of baseline, faults and recoveries hold`]
      : []),
    ...(promises.length > 0
      ? [`${count(passed(promises))} of ${count(promises.length)} promises about faults hold`]
      : []),
    ...(invariants.length > 0 ? [`${count(passed(invariants))} of ${count(invariants.length)} invariants hold`] : []),
  ];
  return { shown, summed };
}

/** Checks that need somebody's eye, worst first. */
export const troubles = (checks: readonly Check[]): readonly Check[] => [
  ...checks.filter((check) => check.status === 'fail'),
  ...checks.filter((check) => check.status === 'inconclusive'),
];
