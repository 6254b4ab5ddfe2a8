/** What a run needs of the machine: each finding says what is there and, where something is missing, how to get it. */
import { checkConfiguration } from './configuration.ts';
import { checkEmulators } from './emulators.ts';
import type { Finding } from './finding.ts';
import { checkMachine } from './machine.ts';
import { checkNativeModules } from './native-modules.ts';
import { checkPort } from './port.ts';
import { checkTools } from './tools.ts';

export type { Finding } from './finding.ts';

export async function inspectMachine(env = process.env): Promise<Finding[]> {
  return [
    ...checkTools(env),
    ...(await checkNativeModules()),
    await checkPort(),
    ...checkEmulators(env),
    ...checkMachine(),
    checkConfiguration(process.cwd()),
  ];
}
