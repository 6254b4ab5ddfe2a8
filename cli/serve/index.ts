import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DEV_TOKEN_SECRET, signToken } from '../../lib/auth/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { backendArguments, inDatabase } from '../conductor/embedded-backend.ts';
import { Interrupt } from '../conductor/interrupt.ts';
import { ProcessGroup, type StartProcess } from '../conductor/process-group.ts';
import { startProviders } from '../conductor/providers.ts';
import { readyLine } from '../conductor/ready-line.ts';
import { Reaper } from '../conductor/reaper.ts';
import { hmacWith } from '../operator/index.ts';
import type { ServeFlags } from '../verbs/serve.ts';

const READY_MS = 120_000;
const DAY_S = 86_400;

/** Runs the embedded backend, and the providers that it is paid through, until somebody stops it; gives the exit code. */
export async function serve(flags: ServeFlags): Promise<number> {
  const { port, users, seed, out } = flags;
  using interrupt = new Interrupt();
  using folder = databaseFolder(flags.db);
  const secret = process.env.LOADGATE_TOKEN_SECRET || DEV_TOKEN_SECRET;
  await using cleanUp = new AsyncDisposableStack();
  const reaper = cleanUp.adopt(new Reaper(), (it) => it.close());
  const start: StartProcess = async (spec) => cleanUp.use(await ProcessGroup.start(spec, reaper));
  const providers = await startProviders(seed, folder.providersLog, start);
  const backend = await start({
    name: 'backend',
    command: process.execPath,
    args: backendArguments({
      place: inDatabase(folder.database),
      port,
      seed: { accounts: users, seed },
      payments: providers.payments,
      results: resolve(out),
    }),
    env: { ...process.env, LOADGATE_TOKEN_SECRET: secret },
    logFile: folder.log,
    readStdout: true,
  });
  const { url } = await readyLine(backend, READY_MS);
  await providers.sendTo(url);
  const facts = { url, log: folder.log, token: token('u0', secret), adminToken: token('admin', secret) };
  console.log(flags.json ? JSON.stringify(facts) : welcome(facts, users));
  const stopped = new Promise<'stopped'>((done) => interrupt.signal.addEventListener('abort', () => done('stopped')));
  const outcome = await Promise.race([stopped, backend.ended]);
  if (outcome === 'stopped') return EXIT.pass;
  console.error(`loadgate: the backend ended with ${outcome.signal ?? `code ${outcome.code}`}; see ${folder.log}`);
  return EXIT.internal;
}

interface Files {
  readonly database: string;
  readonly log: string;
  readonly providersLog: string;
}

/** A new folder that goes away at the end, or the folder of the file that was named, which stays. */
function databaseFolder(file: string | undefined): Disposable & Files {
  const folder = file === undefined ? mkdtempSync(join(tmpdir(), 'loadgate-serve-')) : dirname(resolve(file));
  return {
    database: file === undefined ? join(folder, 'backend.sqlite') : resolve(file),
    log: join(folder, 'backend.log'),
    providersLog: join(folder, 'providers.log'),
    [Symbol.dispose]: () => {
      if (file === undefined) rmSync(folder, { recursive: true, force: true });
    },
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

Operators' page (flags, health, payments, runs), signed in for a day: ${facts.url}/console#token=${facts.adminToken}

Ctrl-C ends it.`;
