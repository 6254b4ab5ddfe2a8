import { expect, test } from 'vitest';
import { scheduleFor } from './generate.ts';
import { judge } from './judge.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

test('the same seed gives the same run, step by step', async () => {
  for (const seed of [3, 17, 928]) {
    const [first, second] = [await judge(scheduleFor(seed)), await judge(scheduleFor(seed))];
    expect(second.steps).toBe(first.steps);
    expect(second.world?.history).toEqual(first.world?.history);
    expect(second.world?.store.dump()).toEqual(first.world?.store.dump());
  }
});

test('schedules on several threads hold, and every invariant had something to look at', async () => {
  const report = await simulate({ runs: 200, seed: 1 });
  expect(report.failure?.text ?? 'holds').toBe('holds');
  expect(report.runs).toBe(200);
  expect(Object.entries(report.checked).filter(([, count]) => count === 0)).toEqual([]);
});

test('a shrunk schedule keeps what fails and nothing else', async () => {
  const schedule = scheduleFor(4);
  const culprit = schedule.actions[schedule.actions.length >> 1];
  const smallest = await shrink(schedule, async ({ actions }) => culprit !== undefined && actions.includes(culprit));
  expect(smallest.actions).toEqual([culprit]);
  expect(smallest.weather).toMatchObject({ crash: 0, errorAfter: 0, errorBefore: 0, provider: 'fair' });
});
