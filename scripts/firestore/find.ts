import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where a Firestore for tests and `--target emulators` comes from. */
export type FirestoreSource =
  | { readonly kind: 'env'; readonly host: string }
  | { readonly kind: 'gcloud'; readonly launcher: string }
  | { readonly kind: 'firebase-tools'; readonly jar: string }
  | { readonly kind: 'hidane'; readonly binary: string }
  | { readonly kind: 'none'; readonly reason: string };

const JAVA_FOR_GCLOUD = 11;
const JAVA_FOR_FIREBASE_TOOLS = 21;

function onPath(command: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const file = join(folder, command);
    if (folder !== '' && existsSync(file)) return realpathSync(file);
  }
  return null;
}

/** Java's major version, or 0 where there is none. */
export function javaVersion(): number {
  if (!onPath('java')) return 0;
  const { stdout, stderr } = spawnSync('java', ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  return majorOf(`${stdout}${stderr}`);
}

const majorOf = (printed: string): number =>
  Number(/java\.specification\.version = (?:1\.)?(\d+)/.exec(printed)?.[1] ?? 0);

/** The official emulator inside the Cloud SDK, as its component manager or Debian package installs it. */
function gcloudLauncher(): string | null {
  const gcloud = onPath('gcloud');
  const roots = [
    process.env.CLOUDSDK_ROOT_DIR,
    gcloud && join(dirname(gcloud), '..'),
    join(homedir(), 'google-cloud-sdk'),
  ];
  for (const root of roots) {
    const launcher = root && join(root, 'platform/cloud-firestore-emulator/cloud_firestore_emulator');
    if (launcher && existsSync(launcher)) return launcher;
  }
  return null;
}

/** The emulator that `firebase-tools` has downloaded; it is not downloaded here. */
function firebaseToolsJar(): string | null {
  const cache = join(homedir(), '.cache/firebase/emulators');
  if (!existsSync(cache)) return null;
  const jar = readdirSync(cache)
    .filter((name) => /^cloud-firestore-emulator-.*\.jar$/.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0];
  return jar ? join(cache, jar) : null;
}

/** Looks in the documented order: environment, Cloud SDK, firebase-tools, hidane. */
export function findFirestore(): FirestoreSource {
  const host = process.env.FIRESTORE_EMULATOR_HOST;
  if (host) return { kind: 'env', host };
  const launcher = gcloudLauncher();
  const jar = firebaseToolsJar();
  const java = launcher || jar ? javaVersion() : 0;
  if (launcher && java >= JAVA_FOR_GCLOUD) return { kind: 'gcloud', launcher };
  if (jar && java >= JAVA_FOR_FIREBASE_TOOLS) return { kind: 'firebase-tools', jar };
  const binary = onPath('hidane') ?? [join(homedir(), '.cargo/bin/hidane')].find((file) => existsSync(file));
  if (binary) return { kind: 'hidane', binary };
  if (launcher)
    return {
      kind: 'none',
      reason: `the Cloud SDK's Firestore emulator needs Java ${JAVA_FOR_GCLOUD} or later (found ${java || 'none'})`,
    };
  if (jar)
    return {
      kind: 'none',
      reason: `the emulator of firebase-tools needs Java ${JAVA_FOR_FIREBASE_TOOLS} or later (found ${java || 'none'})`,
    };
  return {
    kind: 'none',
    reason:
      'no Firestore emulator: set FIRESTORE_EMULATOR_HOST, or run `gcloud components install cloud-firestore-emulator`, or `cargo install hidane`',
  };
}
