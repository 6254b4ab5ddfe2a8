import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FirebaseTools } from './find.ts';

export interface FunctionsEmulator {
  readonly functionsPort: number;
  readonly authUrl: string;
  stop(): Promise<void>;
}

export interface FunctionsEmulatorOptions {
  readonly tools: Exclude<FirebaseTools, { readonly kind: 'none' }>;
  readonly project: string;
  /** Holds the bundle in `functions/`; everything that firebase-tools writes goes there too. */
  readonly folder: string;
  /** `host:port` of a Firestore emulator that runs already. */
  readonly firestore: string;
  /** Answers when the functions are served, below `/<project>/`. */
  readonly probe: string;
}

const READY_MS = 180_000;
const STOP_MS = 10_000;

/**
 * Starts the functions and the Auth emulator over a bundle. The functions emulator starts a process for each function that is called, and more
 * for calls at the same time: it serves contracts, not load.
 * @throws Error with what it printed, where it does not answer within three minutes
 */
export async function startFunctionsEmulator(options: FunctionsEmulatorOptions): Promise<FunctionsEmulator> {
  const { tools, project, folder, firestore, probe } = options;
  const names = ['auth', 'functions', 'hub', 'logging', 'eventarc', 'tasks'] as const;
  const ports = await freePorts(names.length);
  const on = Object.fromEntries(names.map((name, i) => [name, { host: '127.0.0.1', port: ports[i] ?? 0 }]));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'firebase.json'),
    JSON.stringify({
      functions: [{ codebase: 'loadgate', source: 'functions' }],
      emulators: { ...on, ui: { enabled: false }, singleProjectMode: false },
    }),
  );
  const [command, ...before] = tools.command;
  const child = spawn(command, [...before, 'emulators:start', '--only', 'auth,functions', '--project', project], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // It keeps settings in the home folder, asks questions where it believes in a person, and looks for a cloud to be in.
      ...{ HOME: folder, XDG_CONFIG_HOME: folder, CI: '1', METADATA_SERVER_DETECTION: 'none' },
      FIRESTORE_EMULATOR_HOST: firestore,
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-6_000);
    });
  process.once('exit', () => kill(child, 'SIGKILL'));
  const [authPort = 0, functionsPort = 0] = ports;
  const url = `http://127.0.0.1:${functionsPort}/${project}/${probe}`;
  for (const since = Date.now(); Date.now() - since < READY_MS && child.exitCode === null; await sleep(500)) {
    if (await answers(url)) return { functionsPort, authUrl: `http://127.0.0.1:${authPort}`, stop: () => stop(child) };
  }
  await stop(child);
  throw new Error(`the functions emulator did not answer at ${url}:\n${printed}`);
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"data":null}' }).then(
    (response) => response.ok,
    () => false,
  );

/** Free ports of loopback, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
      });
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  kill(child, 'SIGTERM');
  await Promise.race([gone, sleep(STOP_MS, undefined, { ref: false })]);
  // What it started is in its group.
  kill(child, 'SIGKILL');
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
