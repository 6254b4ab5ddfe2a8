import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LoadClock } from './load-clock.ts';

const CHILD = `
  const { Interrupt } = await import(${JSON.stringify(join(import.meta.dirname, 'interrupt.ts'))});
  {
    using interrupt = new Interrupt();
    const busy = setInterval(() => {}, 1000);
    console.log('ready');
    await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve));
    console.log(interrupt.signal.reason.name, interrupt.signal.reason.message);
    clearInterval(busy);
  }
  // Things are put back and told for a while: the second delivery of one press may come in just then.
  await new Promise((resolve) => setTimeout(resolve, 500));`;

function start(stdio: ('ignore' | 'pipe' | 'inherit' | 'ipc')[]) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD], { stdio });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return { child, output: () => output };
}

it('turns a signal into an orderly stop, after which the process ends by itself', async () => {
  const { child, output } = start(['ignore', 'pipe', 'inherit']);
  await once(child.stdout ?? child, 'data');
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(output()).toBe('ready\nInterrupted SIGINT\n');
});

it('ends by itself after a signal also where a living parent holds a channel to it, as npm start does', async () => {
  const { child } = start(['ignore', 'pipe', 'inherit', 'ipc']);
  await once(child.stdout ?? child, 'data');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('notices the death of the process that started it', async () => {
  const { child, output } = start(['ignore', 'pipe', 'inherit', 'ipc']);
  await once(child.stdout ?? child, 'data');
  child.disconnect();
  await once(child.stdout ?? child, 'end');
  expect(output()).toBe('ready\nInterrupted the death of the parent process\n');
});

it('waits on the clock of the run, and not beyond a stop', async () => {
  const clock = new LoadClock(Date.now() - 1000);
  expect(clock.elapsed()).toBeGreaterThanOrEqual(1000);
  const stop = new AbortController();
  await clock.until(500, stop.signal);
  const waiting = clock.until(60_000, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow('aborted');
});
