import { expect, it } from 'vitest';
import { Tool } from './support/loadgate.ts';

it('a planted slowdown makes exactly the objective of its journey fail', async () => {
  using tool = new Tool();
  const { code } = await tool.run(['run', 'smoke', '--profile', 'smoke', '--quiet'], {
    LOADGATE_SLOW_OPERATION: 'verifyEventCheckIn:2600',
  });
  const failed = tool.verdict().checks.filter((check) => check.status !== 'pass');
  expect(failed.map((check) => check.id)).toEqual(['smoke.check-in.p95']);
  expect(failed[0]?.value).toBeGreaterThan(2600);
  expect(code).toBe(10);
});

it('an overloaded generator yields inconclusive, never pass', async () => {
  using tool = new Tool();
  const { code, stdout } = await tool.run([
    'run',
    'read-100k',
    '--profile',
    'smoke',
    '--scale',
    '400',
    '--users-per-vu',
    '2000',
  ]);
  expect(tool.verdict().status).toBe('inconclusive');
  expect(code).toBe(13);
  expect(stdout).toMatch(/generator/i);
});
