import { expect, it } from 'vitest';
import { Tool } from './support/loadgate.ts';

it('a planted slowdown makes exactly the objective of its journey fail', async () => {
  using tool = new Tool();
  const { code } = await tool.run(['run', 'smoke', '--profile', 'smoke', '--scale', '2', '--quiet'], {
    LOADGATE_SLOW_OPERATION: 'createEvent:2600',
  });
  const failed = tool.verdict().checks.filter((check) => check.status !== 'pass');
  expect(failed.map((check) => check.id)).toEqual(['smoke.check-in.p95']);
  expect(failed[0]?.value).toBeGreaterThan(2600);
  expect(code).toBe(10);
});

it('an overloaded generator yields inconclusive, never pass', async () => {
  using tool = new Tool();
  // One core for k6, and far more batches a second than it can send from there on any machine.
  const { code, stdout } = await tool.run(['run', 'events-1m', '--profile', 'smoke', '--scale', '600'], {
    GOMAXPROCS: '1',
  });
  const { status, checks } = tool.verdict();
  expect(status).toBe('inconclusive');
  // What can be judged is: requests that the overload cut off were counted once or not at all.
  const exactlyOnce = checks.find((check) => check.id === 'events-1m.events-exactly-once');
  expect(exactlyOnce).toMatchObject({ status: 'pass', value: 0 });
  expect(stdout).toMatch(/^Generator +not healthy/m);
  expect(code).toBe(13);
});
