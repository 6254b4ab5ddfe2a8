/**
 * The embedded backend as a process. Prints one JSON line `{"ready":true,"url","pid"}` on stdout when it listens; logs go to stderr, one JSON
 * object a line. SIGTERM and SIGINT drain and exit 0; a second one ends at once. Exit code 2: the arguments or the configuration are wrong.
 */
import { readFileSync } from 'node:fs';
import { standardModules } from '../../app.ts';
import { flagsFromEnv } from '../../flags/adapters/from-env.ts';
import { channelsFromEnv } from '../../notifications/index.ts';
import { providersFrom } from '../../payments/adapters/index.ts';
import { readPaymentsConfig } from '../../payments/config.ts';
import type { Store } from '../../ports/index.ts';
import { parseFaultyReleases } from '../../rollback/index.ts';
import { type HostArguments, readArguments, USAGE } from './arguments.ts';
import { chaosControls, chaosRoutes } from './fault-controls/index.ts';
import { type Host, startHost } from './host.ts';
import { openStore } from './open-store.ts';
import { plantedDelay } from './planted-delay.ts';
import { stderrLogger, systemClock } from './system-ports.ts';

const log = stderrLogger();

async function main(): Promise<void> {
  const settings = valid(() => {
    const given = readArguments(process.argv.slice(2));
    const payments = readPaymentsConfig(given.payments ?? {}, process.env);
    const chaos = chaosControls(process.env, given.bind);
    const clock = chaos?.clock ?? systemClock;
    const modules = standardModules({
      providers: providersFrom(payments, clock),
      channels: channelsFromEnv(process.env),
      faultyReleases: parseFaultyReleases(process.env.LOADGATE_FAULTY_RELEASE),
      flags: flagsFromEnv(process.env, clock),
    });
    return {
      ...given,
      chaos,
      clock,
      modules: chaos ? [...modules, { name: 'chaos', routes: chaosRoutes(chaos) }] : modules,
      planted: plantedDelay(process.env.LOADGATE_SLOW_OPERATION),
    };
  });
  const { chaos, clock } = settings;
  const { store, storedBytes } = await openStore(settings, clock);
  await seed(store, settings);
  const secret = process.env.LOADGATE_TOKEN_SECRET;
  const host = await startHost({
    store: chaos?.over(store) ?? store,
    clock,
    log,
    modules: settings.modules,
    port: settings.port,
    bind: settings.bind,
    version: version(),
    planted: settings.planted,
    ...(storedBytes && { storedBytes }),
    ...(settings.results !== undefined && { results: settings.results }),
    ...(settings.authEmulator !== undefined && { authEmulator: settings.authEmulator }),
    ...(secret && { tokenSecret: secret }),
  });
  stopOnSignal(host, settings);
  process.stdout.write(`${JSON.stringify({ ready: true, url: host.url, pid: process.pid })}\n`);
}

function valid<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}\n`);
    process.exit(2);
  }
}

/** Before the host is metered: what a run begins with is not part of its bill. */
async function seed(store: Store, { seedUsers, seed }: HostArguments): Promise<void> {
  if (seedUsers === 0) return;
  const startedAt = performance.now();
  const { seedBackend } = await import('../../seed/index.ts');
  const { systemRandom } = await import('./system-ports.ts');
  const { StoreScheduler } = await import('../../scheduler/index.ts');
  const scheduler = new StoreScheduler(systemClock);
  const ctx = { store, clock: systemClock, random: systemRandom, scheduler, log };
  const written = await seedBackend(ctx, { count: seedUsers, seed });
  log.info('seeded', { accounts: seedUsers, written, ms: Math.round(performance.now() - startedAt) });
}

function stopOnSignal(host: Host, { exitWithStdin }: HostArguments): void {
  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info('stopping', { why });
    await host.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (!exitWithStdin) return;
  // Whoever started this process holds the other end: when it dies, even by kill -9, nothing may stay behind.
  process.stdin.resume();
  process.stdin.once('end', () => stop('the starter is gone'));
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  const { version = '' } = JSON.parse(readFileSync(file, 'utf8')) as { version?: string };
  return version;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

main().catch((error: unknown) => {
  log.error('the backend could not start', { error: messageOf(error) });
  process.exit(1);
});
