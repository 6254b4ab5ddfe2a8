import type { HistoryRecord } from '../../lib/history/index.ts';
import { START_MS } from './genesis.ts';
import type { Failure } from './judge.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

const clock = (at: number): string => {
  const ms = at - START_MS;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
};

const outcome = (record: HistoryRecord): string =>
  record.completedAt === null
    ? 'no answer'
    : record.code
      ? `${record.outcome} (${record.reason ?? record.code})`
      : record.outcome;

/** A failing run as a person reads it: what was broken, what happened when, and how to see it again. */
export function printFailure(schedule: Schedule, failure: Failure, world: World | null): string {
  const { weather } = schedule;
  const faults = [
    weather.crash > 0 && 'crashes',
    weather.errorBefore > 0 && 'store errors',
    weather.errorAfter > 0 && 'lost answers',
    weather.provider === 'rough' && 'rough providers',
  ].filter(Boolean);
  const involved = new Set(failure.violation.operations.map((one) => one.id));
  const lines = [
    ...(world?.history ?? []).map((record) => ({
      at: record.invokedAt,
      text: `${involved.has(record.id) ? '>' : ' '} ${record.id}  ${brief(record.request)}  → ${outcome(record)}`,
    })),
    ...(world?.timeline ?? []).map((one) => ({
      at: one.at,
      text: `  [${one.kind}] ${one.name} ${one.detail ? JSON.stringify(one.detail) : ''}`,
    })),
  ].sort((a, b) => a.at - b.at);
  return [
    `${failure.check}: ${failure.violation.message}`,
    `seed ${schedule.seed}, ${schedule.actions.length} actions, ${faults.length > 0 ? faults.join(', ') : 'no faults'}`,
    ...lines.map(({ at, text }) => `  ${clock(at)} ${text.trimEnd()}`),
    `Replay: loadgate simulate --replay ${schedule.seed}`,
  ].join('\n');
}

const brief = (request: Readonly<Record<string, unknown>>): string =>
  Object.entries(request)
    .filter(([key]) => key !== 'text')
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
