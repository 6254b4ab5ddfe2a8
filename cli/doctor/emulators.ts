import { findFirebaseTools, INSTALL } from '../../scripts/firebase-tools/index.ts';
import { type FirestoreSource, findFirestore } from '../../scripts/firestore/index.ts';
import type { Finding } from './finding.ts';

/** What `--target emulators` and the tests on emulators would use; nothing else needs them. */
export function checkEmulators(env: NodeJS.ProcessEnv): Finding[] {
  return [firestore(findFirestore()), auth(env)];
}

function firestore(source: FirestoreSource): Finding {
  const name = 'Firestore';
  if (source.kind === 'none') {
    return {
      name,
      status: 'optional',
      found: `no emulator: ${source.reason}`,
      fix: 'gcloud components install cloud-firestore-emulator (with Java 11 or later), or cargo install hidane; or set FIRESTORE_EMULATOR_HOST',
    };
  }
  return { name, status: 'ok', found: describe(source) };
}

function describe(source: Exclude<FirestoreSource, { readonly kind: 'none' }>): string {
  switch (source.kind) {
    case 'env':
      return `emulator at ${source.host} (FIRESTORE_EMULATOR_HOST)`;
    case 'gcloud':
      return `the Cloud SDK's emulator (${source.launcher})`;
    case 'firebase-tools':
      return `the emulator of firebase-tools (${source.jar})`;
    case 'hidane':
      return `hidane (${source.binary})`;
  }
}

function auth(env: NodeJS.ProcessEnv): Finding {
  const name = 'Auth emulator';
  const tools = findFirebaseTools(env);
  if (tools.kind === 'none') {
    return { name, status: 'optional', found: 'no firebase-tools: needed by --target emulators only', fix: INSTALL };
  }
  const version = tools.kind === 'cache' ? ` ${tools.version}` : '';
  return { name, status: 'ok', found: `firebase-tools${version} (${tools.command.at(-1)})` };
}
