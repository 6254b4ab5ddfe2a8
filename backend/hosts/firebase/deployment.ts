import { Firestore } from '@google-cloud/firestore';
import { getApps, initializeApp } from 'firebase-admin/app';
import { logger } from 'firebase-functions';
import { standardModules } from '../../app.ts';
import { flagsFromEnv } from '../../flags/adapters/from-env.ts';
import { channelsFromEnv } from '../../notifications/index.ts';
import type { Module } from '../../operations/index.ts';
import { providersFrom } from '../../payments/adapters/index.ts';
import { readPaymentsConfig } from '../../payments/config.ts';
import type { Logger } from '../../ports/index.ts';
import { parseFaultyReleases } from '../../rollback/index.ts';
import { FirestoreStore } from '../../store/firestore/index.ts';
import { readConfig } from '../embedded/arguments.ts';
import { systemClock } from '../embedded/system-ports.ts';
import { cloudFunctions, named } from './functions.ts';
import { lazily, startInstance } from './instance.ts';
import { settingsFrom } from './settings.ts';
import { firebaseVerifier } from './verify.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** To Cloud Logging, as structured entries. */
const log: Logger = {
  info: (message, fields) => logger.info(message, fields ?? {}),
  warn: (message, fields) => logger.warn(message, fields ?? {}),
  error: (message, fields) => logger.error(message, fields ?? {}),
};

/** The modules as they are configured; secrets are there only when a function runs. */
function configuredModules(env: Env): Module[] {
  const payments = readPaymentsConfig(readConfig('LOADGATE_CONFIG', env.LOADGATE_CONFIG || '{}').payments ?? {}, env);
  return standardModules({
    providers: providersFrom(payments, systemClock),
    channels: channelsFromEnv(env),
    faultyReleases: parseFaultyReleases(env.LOADGATE_FAULTY_RELEASE),
    flags: flagsFromEnv(env, systemClock),
  });
}

/**
 * The functions of the environment's settings, by the names that they are deployed with, with `more` modules beside the standard ones. The backend starts at
 * the first call: deployment loads the functions too.
 * @throws Error naming the variable that makes no sense
 */
export function functionsFrom(env: Env, more: readonly Module[] = []): ReturnType<typeof named> {
  const settings = settingsFrom(env);
  if (getApps().length === 0) initializeApp();
  const instance = lazily(() => {
    const started = startInstance({
      ...{ log, clock: systemClock },
      store: new FirestoreStore(new Firestore({ ignoreUndefinedProperties: true })),
      modules: [...configuredModules(env), ...more],
      version: process.env.LOADGATE_VERSION ?? '0.0.0',
    });
    // An instance that is no longer needed gets ten seconds: enough to write what it holds.
    process.once('SIGTERM', () => started.close().finally(() => process.exit(0)));
    return started;
  });
  const verifier = firebaseVerifier(settings.appCheck);
  return named(cloudFunctions({ settings, modules: [...standardModules(), ...more], instance, verifier }));
}
