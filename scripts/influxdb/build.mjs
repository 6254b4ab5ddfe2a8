// `npm run influxdb:build`: a pinned InfluxDB 2 from Go modules, for the integration test. Needs Go 1.26 and Rust, and takes an hour of one core: once for each machine.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../setup/places.mjs';

export const VERSION = '2.9.1';

/** Where the build is kept. */
export const influxdPath = () => join(cacheFolder(), `influxd-${VERSION}`);

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 */
function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: import.meta.dirname,
    env: { ...process.env, GOFLAGS: '-mod=mod -buildvcs=false', ...env },
    stdio: 'inherit',
  });
  if (error) throw new Error(`${command} cannot be started (${error.message}): install Go 1.26 and Rust`);
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with ${status}`);
}

function build() {
  const target = influxdPath();
  if (existsSync(target)) return console.log(`InfluxDB ${VERSION} is there: ${target}`);
  const tools = join(cacheFolder(), 'influxdb-tools');
  mkdirSync(tools, { recursive: true });
  // The build asks for a `pkg-config` that knows InfluxData's Rust library. It passes other questions on to the real one, so it must not be called that on PATH.
  const pkgConfig = join(tools, 'influx-pkg-config');
  run('go', ['build', '-o', pkgConfig, 'github.com/influxdata/pkg-config']);
  const draft = `${target}.${process.pid}`;
  const flags = ['-tags', 'noasserts,sqlite_json,sqlite_foreign_keys', '-ldflags', '-s -w'];
  // The library pins a Rust of its own; any newer one builds it.
  const rust = { RUSTUP_TOOLCHAIN: process.env.RUSTUP_TOOLCHAIN ?? 'stable' };
  run('go', ['build', ...flags, '-o', draft, 'github.com/influxdata/influxdb/v2/cmd/influxd'], {
    PKG_CONFIG: pkgConfig,
    ...rust,
  });
  renameSync(draft, target);
  console.log(`InfluxDB ${VERSION} was built: ${target}`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    build();
  } catch (error) {
    console.error(`InfluxDB was not built: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 12;
  }
}
