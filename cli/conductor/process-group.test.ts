import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProcessGroup } from './process-group.ts';
import { readyLine } from './ready-line.ts';
import { Reaper } from './reaper.ts';

let folder: string;
let reaper: Reaper;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-process-'));
  reaper = new Reaper();
});
afterEach(() => {
  reaper.close();
  rmSync(folder, { recursive: true });
});

const node = (code: string, more: Partial<Parameters<typeof ProcessGroup.start>[0]> = {}) =>
  ProcessGroup.start(
    {
      name: 'probe',
      command: process.execPath,
      args: ['-e', code],
      logFile: join(folder, 'log'),
      readStdout: true,
      ...more,
    },
    reaper,
  );

/** Whether any process of the group is left. */
function lives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(group: number): Promise<void> {
  for (let i = 0; lives(group); i++) {
    if (i > 400) throw new Error(`process group ${group} is still there`);
    await sleep(10);
  }
}

const READY = 'console.log(JSON.stringify({ready:true,url:"http://127.0.0.1:1",pid:process.pid}));';
const FOREVER = 'setInterval(() => {}, 1000);';

describe('a process of a run', () => {
  it('says when it is ready, whatever it prints before', async () => {
    await using group = await node(`console.log('{"other":1}\\nnoise');${READY}${FOREVER}`);
    expect(await readyLine(group, 5000)).toEqual({ ready: true, url: 'http://127.0.0.1:1', pid: group.pid });
  });

  it('shows the end of its log when it dies before it is ready', async () => {
    const group = await node('console.error("cannot open the database"); process.exit(3)');
    await expect(readyLine(group, 5000)).rejects.toMatchObject({
      exitCode: 12,
      message: 'the probe process ended with code 3 before it was ready',
      advice: 'its log ends with:\ncannot open the database',
    });
  });

  it('is given up when it stays silent', async () => {
    await using group = await node(FOREVER);
    await expect(readyLine(group, 50)).rejects.toThrow('was not ready within 0.05 s');
  });

  it('cannot be started from nothing', async () => {
    await expect(node('', { command: join(folder, 'nothing') })).rejects.toThrow('ENOENT');
  });

  it('ends with its whole group when it ends, also those that it left behind', async () => {
    const left = `require('node:child_process').spawn(process.execPath, ['-e', '${FOREVER}'], { stdio: 'ignore' }).unref();`;
    const group = await node(`${left}${READY}`);
    expect(await group.ended).toEqual({ code: 0, signal: null });
    await untilGone(group.pid);
  });

  it('gets its grace to end in good order, and no more', async () => {
    const orderly = `process.on('SIGTERM', () => { console.error('drained'); process.exit(0); });`;
    const stubborn = `process.on('SIGTERM', () => {});`;
    const first = await node(`${orderly}${READY}${FOREVER}`);
    const second = await node(`${stubborn}${READY}${FOREVER}`, { graceMs: 50 });
    await Promise.all([readyLine(first, 5000), readyLine(second, 5000)]);
    await Promise.all([first[Symbol.asyncDispose](), second[Symbol.asyncDispose]()]);
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(await second.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('drained\n');
  });
});

describe('the reaper', () => {
  it('kills what a starter leaves when that is killed outright, and nothing that was taken off the list', async () => {
    const starter = `
      const { Reaper } = await import(${JSON.stringify(join(import.meta.dirname, 'reaper.ts'))});
      const { spawn } = await import('node:child_process');
      const reaper = new Reaper();
      const pids = [1, 2, 3].map(() => {
        const { pid } = spawn(process.execPath, ['-e', ${JSON.stringify(FOREVER)}], { detached: true, stdio: 'ignore' });
        reaper.watch(pid);
        return pid;
      });
      reaper.release(pids[1]);
      console.log(JSON.stringify(pids));
      ${FOREVER}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', starter], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [first = 0, released = 0, last = 0] = JSON.parse(line.toString()) as number[];
    try {
      child.kill('SIGKILL');
      await untilGone(first);
      await untilGone(last);
      expect(lives(released)).toBe(true);
    } finally {
      process.kill(-released, 'SIGKILL');
    }
  });
});
