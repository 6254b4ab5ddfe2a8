import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FirestoreSource, findFirestore } from './find.ts';

export interface RunningFirestore {
  /** `host:port` for FIRESTORE_EMULATOR_HOST. */
  readonly host: string;
  readonly source: FirestoreSource['kind'];
  stop(): Promise<void>;
}

const START_LIMIT_MS = 120_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** How the emulator of a source is started on a port of loopback: the program and its arguments. */
export function firestoreCommand(
  source: FirestoreSource,
  port: number,
  rules?: string,
): readonly [string, readonly string[]] {
  const where = ['--host', '127.0.0.1', '--port', String(port), ...(rules ? ['--rules', rules] : [])];
  if (source.kind === 'gcloud') return [source.launcher, ['start', ...where]];
  if (source.kind === 'firebase-tools') return ['java', ['-Duser.language=en', '-jar', source.jar, ...where]];
  if (source.kind === 'hidane') return [source.binary, where];
  throw new Error(source.kind === 'none' ? source.reason : `nothing to start for ${source.kind}`);
}

/**
 * Starts the Firestore that {@link findFirestore} names on a free loopback port and waits until it answers. The launcher starts Java as a
 * child, so the whole process group is stopped.
 */
export async function startFirestore(options: { readonly rules?: string } = {}): Promise<RunningFirestore> {
  const source = findFirestore();
  if (source.kind === 'env') return { host: source.host, source: 'env', stop: async () => {} };
  const port = await freePort();
  const [command, args] = firestoreCommand(source, port, options.rules);
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = () => stopGroup(child);
  process.once('exit', () => killGroup(child, 'SIGKILL'));
  for (const since = Date.now(); Date.now() - since < START_LIMIT_MS; await sleep(100)) {
    if (child.exitCode !== null) break;
    if (await firestoreAnswers(`127.0.0.1:${port}`)) return { host: `127.0.0.1:${port}`, source: source.kind, stop };
  }
  await stop();
  throw new Error(`the Firestore emulator (${source.kind}) did not start:\n${printed}`);
}

/** Whether an emulator answers at `host:port`. */
export const firestoreAnswers = (host: string): Promise<boolean> =>
  fetch(`http://${host}/`).then(
    (response) => response.ok,
    () => false,
  );

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode !== null || child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  killGroup(child, 'SIGTERM');
  await Promise.race([gone, sleep(5_000, undefined, { ref: false })]);
  killGroup(child, 'SIGKILL');
}
