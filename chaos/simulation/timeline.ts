import type { HistoryRecord } from '../../lib/history/index.ts';
import type { TimelineRecord } from '../../lib/results/index.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { START_MS } from './genesis.ts';
import type { Failure } from './judge.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** A failing run as a person reads it: what was broken, what happened when, and how to see it again. */
export function printFailure(schedule: Schedule, failure: Failure, world: World | null): string {
  const involved = new Set(failure.violation.operations.map((one) => one.id));
  const lines = world === null ? [] : linesOf(world, involved);
  const title = INVARIANTS.find(({ id }) => id === failure.check)?.title;
  return [
    `✗ ${failure.check}${title ? `: ${title}` : ''}`,
    `  ${failure.violation.message}`,
    '',
    `The smallest schedule of seed ${schedule.seed} that shows it: ${schedule.actions.length} actions, ${weatherOf(schedule)}, ${schedule.instances === 1 ? 'one process' : `${schedule.instances} processes`}, each user begins with ${schedule.tokens} tokens`,
    '  time          step',
    ...lines,
    ...(involved.size > 0 ? ['  > took part in it; 3-9: began at step 3 and was answered at step 9'] : []),
    '',
    `Replay: npx loadgate simulate --replay ${schedule.seed}`,
  ].join('\n');
}

/** Every operation, fault and delivery in the order of the steps, which is what really interleaved: the clock mostly stands still. */
function linesOf(world: World, involved: ReadonlySet<string>): string[] {
  const operations = world.history.map((record) => {
    const { from, to } = world.spans.get(record.id) ?? { from: 0, to: null };
    const asked = `${record.user} ${record.operation} ${brief(record.request)}`;
    const text = `${involved.has(record.id) ? '>' : ' '} ${asked} → ${answer(record)}`;
    return { at: record.invokedAt, from, steps: `${from}-${to ?? ''}`, text };
  });
  const events = world.timeline.map((record) => {
    const from = world.stepOf.get(record) ?? 0;
    return { at: record.at, from, steps: String(from), text: `  ${event(record)}` };
  });
  return [...operations, ...events]
    .sort((a, b) => a.from - b.from || a.at - b.at)
    .map(({ at, steps, text }) => `  ${clock(at)} ${steps.padStart(8)} ${text.trimEnd()}`);
}

const clock = (at: number): string => {
  const ms = at - START_MS;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
};

function weatherOf({ weather }: Schedule): string {
  const faults = [
    weather.crash > 0 && 'a process that may die',
    weather.errorBefore > 0 && 'a store that may fail',
    weather.errorAfter > 0 && 'a store that may lose its answer',
    weather.provider === 'rough' && 'rough providers',
  ].filter((fault) => fault !== false);
  return faults.length > 0 ? faults.join(', ') : 'fair weather';
}

function answer(record: HistoryRecord): string {
  if (record.completedAt === null) return 'no answer';
  const late = record.completedAt > record.invokedAt ? ` at ${clock(record.completedAt)}` : '';
  if (record.outcome === 'ok') return `ok${late}`;
  const what = record.reason ?? record.code ?? 'unknown';
  return record.outcome === 'fail' ? `refused: ${what}${late}` : `nobody knows: ${what}${late}`;
}

/** What a request asked for, without its text. */
const brief = (request: Readonly<Record<string, unknown>>): string =>
  Object.entries(request)
    .filter(([key]) => key !== 'text')
    .map(([key, value]) => `${key}=${key === 'events' ? eventIds(value) : String(value)}`)
    .join(' ');

const eventIds = (events: unknown): string =>
  Array.isArray(events) ? events.map((one: { readonly eventId?: string }) => one.eventId).join(',') : String(events);

function event({ kind, name, detail = {} }: TimelineRecord): string {
  switch (kind) {
    case 'fault':
      return `! ${name} ${String(detail.where)}${detail.lost === undefined ? '' : `, ${String(detail.lost)} steps were under way`}`;
    case 'flag':
      return `operator: ${name} ${String(detail.to)}${detail.acknowledged === true ? ', acknowledged' : ', not acknowledged'}`;
    case 'phase':
      return 'everything is healed, and time goes on until nothing is due';
    default:
      return detail.outcome === undefined
        ? `operator: ${name}`
        : `${name}: ${String(detail.outcome)} ${String(detail.amount)}${detail.forged === true ? ', forged' : ''}`;
  }
}
