import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_EVENTS } from '../lib/results/index.ts';
import { Tool } from './support/loadgate.ts';
import { processesWith, until } from './support/processes.ts';

const ROOT = join(import.meta.dirname, '..');
const RUN = ['run', 'smoke', '--profile', 'quick'];
const isUnderLoad = (tool: Tool) => () => tool.timeline().some((record) => record.name === RUN_EVENTS.loadStarted);

describe('a run that is stopped in the middle', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: ends with 130, everything put back, and says what is there',
    async (signal) => {
      using tool = new Tool();
      const { child, ended } = tool.start(RUN);
      await until('the load', isUnderLoad(tool));
      child.kill(signal);
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toContain(`stopped by ${signal}. Everything was put back; the run is partial`);
      expect(processesWith(tool.cwd)).toEqual([]);
      expect(tool.timeline()).toContainEqual(expect.objectContaining({ kind: 'run', name: RUN_EVENTS.interrupted }));
      expect(existsSync(tool.path('verdict'))).toBe(false);
    },
  );

  it('kill -9: leaves no process behind', async () => {
    using tool = new Tool();
    const { child } = tool.start(RUN);
    await until('the load', isUnderLoad(tool));
    expect(processesWith(tool.cwd).length).toBeGreaterThanOrEqual(2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until('the end of everything', () => processesWith(tool.cwd).length === 0, 10_000);
  });

  it.each(['npm', 'scripts/start.mjs'])(
    'kill -9 of %s in npm start: what it started puts everything back',
    async (which) => {
      using tool = new Tool();
      const npm = spawn('npm', ['start', '--silent', '--', '--scale', '0.05', '--out', join(tool.cwd, 'results')], {
        cwd: ROOT,
        stdio: 'ignore',
      });
      await until('the load', isUnderLoad(tool));
      const script = processesWith('scripts/start.mjs').find((line) => line.includes(tool.cwd));
      process.kill(which === 'npm' ? (npm.pid ?? 0) : Number(script?.split(' ')[0]), 'SIGKILL');
      await until('the end of everything', () => processesWith(tool.cwd).length === 0, 20_000);
      expect(tool.timeline()).toContainEqual(expect.objectContaining({ kind: 'run', name: RUN_EVENTS.interrupted }));
    },
  );

  it('a backend that dies ends the run with an error that names its log', async () => {
    using tool = new Tool();
    const { ended } = tool.start(RUN);
    await until('the load', isUnderLoad(tool));
    const backend = processesWith(tool.cwd).find((line) => line.includes('backend/hosts/embedded'));
    process.kill(Number(backend?.split(' ')[0]), 'SIGKILL');
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/the backend ended with SIGKILL; see .*backend\.log/);
    expect(processesWith(tool.cwd)).toEqual([]);
  });
});
