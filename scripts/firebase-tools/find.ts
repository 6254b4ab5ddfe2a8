import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, onPath } from '../setup/places.mjs';

/** The version that is installed into the cache; another one on PATH is taken as it is. */
export const FIREBASE_TOOLS_VERSION = '15.34.2';

/** How `firebase` is started, or why it cannot be. */
export type FirebaseTools =
  | { readonly kind: 'path'; readonly command: readonly [string, ...string[]] }
  | { readonly kind: 'cache'; readonly command: readonly [string, ...string[]]; readonly version: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Prefix of the npm installation in this user's cache: 270 MB that only the emulators need, so no dependency of the project. */
export const firebaseToolsFolder = (env = process.env): string =>
  join(cacheFolder(env), `firebase-tools-${FIREBASE_TOOLS_VERSION}`);

export const INSTALL = 'node scripts/firebase-tools/main.ts';

/** Looks on PATH, then in the cache. Starts no process. */
export function findFirebaseTools(env = process.env): FirebaseTools {
  const path = onPath('firebase', env);
  if (path) return { kind: 'path', command: [path] };
  const root = join(firebaseToolsFolder(env), 'node_modules', 'firebase-tools');
  const manifest = join(root, 'package.json');
  if (!existsSync(manifest)) return { kind: 'none', reason: `no firebase-tools: ${INSTALL} installs it with npm` };
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { kind: 'cache', command: [process.execPath, join(root, 'lib', 'bin', 'firebase.js')], version };
}
