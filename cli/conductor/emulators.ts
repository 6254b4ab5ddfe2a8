import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunPlan } from '../../lib/plan/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { isLoopback, TargetRefused } from '../../lib/targets/index.ts';
import { userAt } from '../../lib/users/index.ts';
import {
  authEmulatorAnswers,
  authEmulatorCommand,
  findFirebaseTools,
  INSTALL,
  signIn,
} from '../../scripts/firebase-tools/index.ts';
import {
  type FirestoreSource,
  findFirestore,
  firestoreAnswers,
  firestoreCommand,
} from '../../scripts/firestore/index.ts';
import { CliError } from '../errors.ts';
import type { BackendPlace } from './embedded-backend.ts';
import { usersOf } from './id-tokens.ts';
import { freePort } from './k6-api.ts';
import type { ProcessGroup, StartProcess } from './process-group.ts';
import { tail } from './ready-line.ts';
import type { RunFolder } from './run-folder.ts';

/** Both are ready within ten seconds; the rest is for a loaded machine. */
const READY_MS = 180_000;
const LOOK_MS = 200;
/**
 * What one Firestore emulator, which answers some dozens of transactions a second, carries without being all that is measured. Seeding more takes minutes as
 * well.
 */
const MOST_USERS = 2_000;

/** The emulators of one run, and what its backend and its users need of them. */
export interface Emulators {
  readonly place: BackendPlace;
  readonly project: string;
  /** Environment of whoever writes to the emulated Firestore. */
  readonly env: NodeJS.ProcessEnv;
  /** Signs every user of the run in and writes their ID tokens where k6 reads them; gives the file. */
  signIn(plan: RunPlan): Promise<string>;
}

/**
 * Starts the Firestore and the Auth emulator, or takes the Firestore that `FIRESTORE_EMULATOR_HOST` names. A project id that begins with `demo-` exists in
 * emulators alone: a mistake in an address could never reach a real project.
 * @throws CliError (12) where one cannot be had, with how to get it
 */
export async function startEmulators(
  plan: RunPlan,
  folder: RunFolder,
  start: StartProcess,
  cleanUp: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<Emulators> {
  const users = usersOf(plan);
  if (users > MOST_USERS) {
    throw new CliError(
      EXIT.usage,
      `target emulators: ${users} users are more than emulators carry (${MOST_USERS})`,
      'use --profile smoke, or a smaller --scale; capacity is measured on staging',
    );
  }
  const source = usableFirestore();
  const tools = findFirebaseTools();
  if (tools.kind === 'none') throw new CliError(EXIT.missing, `the Auth emulator is missing: ${tools.reason}`, INSTALL);
  const project = `demo-${plan.runId
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(-20)}`;
  const files = mkdtempSync(join(tmpdir(), 'loadgate-emulators-'));
  // Before anything is started, so that it is done after all has ended: firebase-tools writes its settings as it ends.
  cleanUp.defer(() => rmSync(files, { recursive: true, force: true }));
  const tokens = join(files, 'id-tokens.json');
  const log = folder.file('emulatorsLog');
  const [firestore, auth] = await Promise.all([
    startFirestore(source, log, start, signal),
    startAuth(tools, project, files, log, start, signal),
  ]);
  return {
    project,
    env: { ...process.env, FIRESTORE_EMULATOR_HOST: firestore },
    place: {
      args: ['--firestore', project, '--auth-emulator', project],
      env: { FIRESTORE_EMULATOR_HOST: firestore },
    },
    async signIn({ seed }) {
      const all = Array.from({ length: users }, (_, n) => {
        const { uid, country, platform, tenant, vip, royal, creator } = userAt(n, seed);
        return { uid, claims: { country, platform, tenant, vip, royal, creator } };
      });
      writeFileSync(tokens, JSON.stringify(await signIn(auth, all)), { mode: 0o600 });
      return tokens;
    },
  };
}

type Firestore = Exclude<FirestoreSource, { readonly kind: 'none' }>;

/** Said before anything is started. */
function usableFirestore(): Firestore {
  const source = findFirestore();
  if (source.kind === 'none') throw new CliError(EXIT.missing, source.reason, 'loadgate doctor says what there is');
  if (source.kind === 'env' && !isLoopback(new URL(`http://${source.host}`).hostname)) {
    throw new TargetRefused(
      `target emulators is refused: FIRESTORE_EMULATOR_HOST is ${source.host}, not this machine. Unset it, and the run starts an emulator of its own.`,
    );
  }
  return source;
}

async function startFirestore(
  source: Firestore,
  logFile: string,
  start: StartProcess,
  signal: AbortSignal,
): Promise<string> {
  if (source.kind === 'env') return source.host;
  const port = await freePort();
  const [command, args] = firestoreCommand(source, port);
  const group = await start({ name: 'Firestore emulator', command, args, logFile });
  const host = `127.0.0.1:${port}`;
  await untilReady(group, () => firestoreAnswers(host), signal);
  return host;
}

async function startAuth(
  tools: Parameters<typeof authEmulatorCommand>[0],
  project: string,
  folder: string,
  logFile: string,
  start: StartProcess,
  signal: AbortSignal,
): Promise<string> {
  const [auth, hub, logging] = await Promise.all([freePort(), freePort(), freePort()]);
  const spec = authEmulatorCommand(tools, project, join(folder, 'auth'), { auth, hub, logging });
  const group = await start({ name: 'Auth emulator', ...spec, logFile });
  const host = `127.0.0.1:${auth}`;
  await untilReady(group, () => authEmulatorAnswers(host), signal);
  return host;
}

/** Rejects where the process ends first, or stays silent, with the end of its log; and when `signal` aborts. */
async function untilReady(group: ProcessGroup, answers: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const problem = (what: string) =>
    new CliError(EXIT.missing, `the ${group.name} ${what}`, `its log ends with:\n${tail(group.logFile)}`);
  let ending: string | undefined;
  group.ended.then(({ code, signal }) => {
    ending = signal ?? `code ${code}`;
  });
  for (const since = Date.now(); !(await answers()); await sleep(LOOK_MS)) {
    signal.throwIfAborted();
    if (ending !== undefined) throw problem(`ended with ${ending} before it was ready`);
    if (Date.now() - since > READY_MS) throw problem(`was not ready within ${READY_MS / 1000} s`);
  }
}
