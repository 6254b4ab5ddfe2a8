import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DEV_TOKEN_SECRET, signToken } from '../../lib/auth/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { backendArguments } from '../conductor/embedded-backend.ts';
import { Interrupt } from '../conductor/interrupt.ts';
import { hmacWith } from '../conductor/operator.ts';
import { ProcessGroup } from '../conductor/process-group.ts';
import { readyLine } from '../conductor/ready-line.ts';
import { Reaper } from '../conductor/reaper.ts';
import type { ServeFlags } from '../verbs/serve.ts';

const READY_MS = 120_000;
const DAY_S = 86_400;

/** Runs the embedded backend until somebody stops it, and gives the exit code. */
export async function serve(flags: ServeFlags): Promise<number> {
  using interrupt = new Interrupt();
  using folder = databaseFolder(flags.db);
  const secret = process.env.LOADGATE_TOKEN_SECRET || DEV_TOKEN_SECRET;
  const reaper = new Reaper();
  try {
    await using backend = await ProcessGroup.start(
      {
        name: 'backend',
        command: process.execPath,
        args: backendArguments({ database: folder.database, port: flags.port, users: flags.users, seed: flags.seed }),
        env: { ...process.env, LOADGATE_TOKEN_SECRET: secret },
        logFile: folder.log,
        readStdout: true,
      },
      reaper,
    );
    const { url } = await readyLine(backend, READY_MS);
    const facts = { url, log: folder.log, token: token('u0', secret), adminToken: token('admin', secret) };
    console.log(flags.json ? JSON.stringify(facts) : welcome(facts, flags.users));
    const stopped = new Promise<'stopped'>((done) => interrupt.signal.addEventListener('abort', () => done('stopped')));
    const outcome = await Promise.race([stopped, backend.ended]);
    if (outcome === 'stopped') return EXIT.pass;
    console.error(`loadgate: the backend ended with ${outcome.signal ?? `code ${outcome.code}`}; see ${folder.log}`);
    return EXIT.internal;
  } finally {
    reaper.close();
  }
}

/** A new folder that goes away at the end, or the folder of the file that was named, which stays. */
function databaseFolder(file: string | undefined): Disposable & { readonly database: string; readonly log: string } {
  if (file !== undefined) {
    const database = resolve(file);
    return { database, log: join(dirname(database), 'backend.log'), [Symbol.dispose]: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-serve-'));
  return {
    database: join(folder, 'backend.sqlite'),
    log: join(folder, 'backend.log'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function token(sub: string, secret: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const rights = sub === 'admin' ? { admin: true, superAdmin: true } : {};
  return signToken({ sub, iat, exp: iat + DAY_S, ...rights }, hmacWith(secret));
}

const welcome = (facts: { url: string; log: string; token: string; adminToken: string }, users: number): string => `
The backend listens at ${facts.url}   (${users} accounts, u0 to u${users - 1}; log: ${facts.log})

  TOKEN=${facts.token}          # u0, good for a day
  curl -s ${facts.url}/getWallet -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"data":{}}'
  curl -s ${facts.url}/openapi.json        # every operation
  curl -s ${facts.url}/metrics             # Prometheus

Ctrl-C ends it.`;
