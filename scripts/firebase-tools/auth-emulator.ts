import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FirebaseTools } from './find.ts';

/** Ports of loopback that firebase-tools takes: the Auth emulator's own, and those by which its parts find each other. */
export interface AuthEmulatorPorts {
  readonly auth: number;
  readonly hub: number;
  readonly logging: number;
}

export interface EmulatorCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * How the Auth emulator is started, with everything that firebase-tools writes under `folder`: it is Node code and needs neither Java, a download, nor an
 * account.
 */
export function authEmulatorCommand(
  tools: Exclude<FirebaseTools, { readonly kind: 'none' }>,
  project: string,
  folder: string,
  ports: AuthEmulatorPorts,
): EmulatorCommand {
  mkdirSync(folder, { recursive: true });
  const on = (port: number) => ({ host: '127.0.0.1', port });
  const emulators = {
    auth: on(ports.auth),
    hub: on(ports.hub),
    logging: on(ports.logging),
    ui: { enabled: false },
    singleProjectMode: false,
  };
  writeFileSync(join(folder, 'firebase.json'), JSON.stringify({ emulators }));
  const [command, ...before] = tools.command;
  return {
    command,
    args: [...before, 'emulators:start', '--only', 'auth', '--project', project],
    cwd: folder,
    // It keeps settings in the home folder and asks questions where it believes in a person.
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, CI: '1' },
  };
}

/** Whether the emulator answers. */
export const authEmulatorAnswers = (host: string): Promise<boolean> =>
  fetch(`http://${host}/`).then(
    (response) => response.ok,
    () => false,
  );
