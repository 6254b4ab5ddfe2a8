/** `node scripts/firebase-tools/main.ts` installs firebase-tools into this user's cache, for the Auth and the functions emulator. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCommand } from '../setup/command.mjs';
import { SetupError } from '../setup/error.mjs';
import { npmCli, npmEnv, QUIET } from '../setup/npm.mjs';
import { workFolder } from '../setup/places.mjs';
import { FIREBASE_TOOLS_VERSION, findFirebaseTools, firebaseToolsFolder } from './find.ts';

try {
  const found = findFirebaseTools();
  if (found.kind === 'none') await install();
  console.log(
    `firebase-tools: ${(found.kind === 'none' ? findFirebaseTools() : found).kind}, ${firebaseToolsFolder()}`,
  );
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`${error.message}\nWhat to do: ${error.advice}`);
  process.exitCode = 12;
}

/** Into a folder beside its place, then moved: an interrupted installation is never taken for one. */
async function install(): Promise<void> {
  const work = workFolder();
  console.log(`Installing firebase-tools ${FIREBASE_TOOLS_VERSION} (about 270 MB, a minute or two) …`);
  const wanted = `firebase-tools@${FIREBASE_TOOLS_VERSION}`;
  // None of its packages' install scripts is needed by the emulators that run on Node.
  await runCommand(process.execPath, [npmCli(), 'install', '--prefix', work, '--ignore-scripts', wanted, ...QUIET], {
    cwd: work,
    env: npmEnv(dirname(process.execPath)),
    advice: 'check the connection to the npm registry (npm ping) and the free disk space, then run the command again',
  });
  const place = firebaseToolsFolder();
  mkdirSync(dirname(place), { recursive: true });
  if (existsSync(place)) rmSync(place, { recursive: true });
  renameSync(work, place);
}
