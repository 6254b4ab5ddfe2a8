import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { userAt } from '../../../lib/users/index.ts';
import type { FaultContext } from '../context.ts';
import { FAULTS, type FaultName, type Notes } from '../index.ts';
import { askAt, type Part, startPart, tokenOf } from './part.ts';

const HOST = 'backend/hosts/embedded/main.ts';
const SEED = 1;

/** The real backend as a process of its own, and a fault's context over it. */
export async function backendBench(env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const args = ['--db', join(folder, 'db.sqlite'), '--seed-users', '60', '--seed', String(SEED), '--port'];
  const start = (port: string) => startPart(HOST, [...args, port], { LOADGATE_CHAOS_CONTROLS: '1', ...env });
  let host: Part | null = await start('0');
  const { url } = host;
  const flips: string[] = [];
  const ctx: FaultContext = {
    name: 'the-fault',
    seed: 7,
    lengthMs: 400,
    ttlMs: 60_000,
    target: askAt(url, tokenOf('operator', { admin: true, superAdmin: true })),
    providers: () => Promise.reject(new Error('no providers here')),
    toxiproxy: () => Promise.reject(new Error('no Toxiproxy here')),
    backend: {
      async kill() {
        await host?.kill();
        host = null;
      },
      async start() {
        host ??= await start(new URL(url).port);
      },
      pause: () => host?.child.kill('SIGSTOP'),
      resume: () => host?.child.kill('SIGCONT'),
    },
    pause: async (ms, signal) => {
      await sleep(ms, undefined, { signal });
    },
    flipped: (flag, action, { flag: { state } }) => flips.push(`${flag} ${action} ${state}`),
  };
  const bench = {
    url,
    ctx,
    flips,
    /** Calls as user `n`; gives `ok`, or the reason or code of the refusal. `no answer` where none comes within `patienceMs`: long, since machines are slow at times. */
    async call(n: number, operation: string, data: object = {}, patienceMs = 60_000): Promise<string> {
      const { uid, n: _, ...claims } = userAt(n, SEED);
      try {
        await askAt(url, tokenOf(uid, claims), patienceMs)('POST', `/${operation}`, { data });
        return 'ok';
      } catch (error) {
        const body = /\{.*\}/.exec((error as Error).message)?.[0];
        if (body === undefined) return 'no answer';
        const { error: refusal } = JSON.parse(body) as { error: { status: string; details?: { reason?: string } } };
        return refusal.details?.reason ?? refusal.status;
      }
    },
    /** The first accounts for which it holds. */
    usersWhere: (holds: (user: ReturnType<typeof userAt>) => boolean) =>
      Array.from({ length: 60 }, (_, n) => n).filter((n) => holds(userAt(n, SEED))),
    async close() {
      await host?.kill();
      rmSync(folder, { recursive: true });
    },
  };
  return bench;
}

/** One fault, driven by hand through its life; notes go through JSON, as they do in a run. */
export function lifeOf(name: FaultName, params: object, ctx: FaultContext) {
  const fault = FAULTS[name].bind(name, params);
  let notes: Notes = {};
  return {
    fault,
    async apply() {
      notes = JSON.parse(JSON.stringify(await fault.prepare(ctx))) as Notes;
      await fault.apply(ctx, notes);
    },
    during: (signal: AbortSignal) => fault.during(ctx, notes, signal),
    /** Twice: reverting what is reverted is no error. */
    async revert() {
      await fault.revert(ctx, notes);
      await fault.revert(ctx, notes);
    },
  };
}
