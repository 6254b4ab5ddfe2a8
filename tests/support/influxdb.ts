import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type InfluxConfig, influxConfig } from '../../reports/influx/index.ts';
import { influxdPath } from '../../scripts/influxdb/build.mjs';

export interface RunningInflux extends AsyncDisposable {
  readonly config: InfluxConfig;
}

/** Why no InfluxDB can be had; undefined where one can. */
export const noInflux = (): string | undefined =>
  influxConfig(process.env) || existsSync(influxdPath())
    ? undefined
    : 'no INFLUX_URL, and no build: npm run influxdb:build';

/** The server that the INFLUX_ variables name, else the pinned build with an empty folder, on loopback. */
export async function someInflux(): Promise<RunningInflux> {
  const named = influxConfig(process.env);
  if (named) return { config: named, [Symbol.asyncDispose]: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-influxd-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const paths = [
    '--bolt-path',
    join(folder, 'bolt'),
    '--engine-path',
    join(folder, 'engine'),
    '--sqlite-path',
    join(folder, 'sqlite'),
  ];
  const server = spawn(
    influxdPath(),
    [...paths, '--http-bind-address', new URL(url).host, '--reporting-disabled', '--log-level', 'error'],
    {
      stdio: 'ignore',
    },
  );
  const stop = async () => {
    if (server.exitCode === null && server.kill('SIGTERM')) await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await healthy(url);
    const config = { url, token: 'test-token', org: 'loadgate', bucket: 'loadgate' };
    const { token, org, bucket } = config;
    const setUp = await fetch(`${url}/api/v2/setup`, {
      method: 'POST',
      body: JSON.stringify({ username: 'test', password: 'test-password', org, bucket, token }),
    });
    if (!setUp.ok) throw new Error(`InfluxDB was not set up: ${setUp.status} ${await setUp.text()}`);
    return { config, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function healthy(url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('influxd did not become healthy within a minute');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
