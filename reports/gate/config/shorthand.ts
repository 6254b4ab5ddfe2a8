import type { CheckOf, Trigger } from './checks.ts';
import type { GateItem, MatrixRow } from './schema.ts';

/** Short ways to write the items of a gate, so that a row of a checklist is a line of `gate.config.ts`. */
type Rest = Omit<GateItem, 'id' | 'title' | 'check'>;
type Item = readonly [id: string, title: string];
type Comparison = CheckOf<'metric'>['comparison'];
type Metric = CheckOf<'metric'>['metric'];

/** Somebody who is not the author signs for it. */
export const signed = ([id, title]: Item, rest: Rest & { people?: number } = {}): GateItem => {
  const { people, ...others } = rest;
  return { id, title, check: { kind: 'signed', ...(people === undefined ? {} : { people }) }, ...others };
};

/** These CI jobs passed; `tests` narrows it to tests whose name holds that text. */
export const ci = ([id, title]: Item, jobs: string[], rest: Rest & { tests?: string } = {}): GateItem => {
  const { tests, ...others } = rest;
  return { id, title, check: { kind: 'ci', jobs, ...(tests === undefined ? {} : { tests }) }, ...others };
};

export const migrated = (
  [id, title]: Item,
  need: CheckOf<'migrations'>['need'],
  environment: string,
  rest: Rest = {},
): GateItem => ({ id, title, check: { kind: 'migrations', need, environment }, ...rest });

export const flag = ([id, title]: Item, need: CheckOf<'flag'>['need'], rest: Rest = {}): GateItem => ({
  ...{ id, title, check: { kind: 'flag', need } },
  ...rest,
});

/** A figure of the phase over its last hours. */
export const figure = (
  [id, title]: Item,
  [metric, comparison, value]: readonly [Metric, Comparison, number],
  overHours = 24,
): GateItem => ({ id, title, check: { kind: 'metric', metric, comparison, value, overHours } });

export const stay = (id: string, hours: number): GateItem => ({
  ...{ id, title: `Stayed for ${hours / 24} ${hours === 24 ? 'day' : 'days'}` },
  check: { kind: 'stay', hours },
});

export const above = (
  [id, title]: Item,
  [metric, value]: readonly [Metric, number],
  row: string,
): Extract<Trigger, { kind: 'metric' }> => ({ kind: 'metric', id, title, metric, comparison: '>', value, row });

export const incident = (
  [id, title]: Item,
  rest: Omit<Extract<Trigger, { kind: 'incident' }>, 'kind' | 'id' | 'title'>,
): Extract<Trigger, { kind: 'incident' }> => ({ kind: 'incident', id, title, ...rest });

export const row = (
  [id, severity, issue]: readonly [string, MatrixRow['severity'], string],
  [method, levels, time]: readonly [string, number[], string],
  incidents: MatrixRow['incidents'],
): MatrixRow => ({ id, issue, severity, method, levels, time, incidents });
