import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, createServer as createHttp, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findToxiproxy, installToxiproxy } from '../../scripts/setup/toxiproxy.mjs';
import type { FaultContext } from './context.ts';
import { type FaultName, LINKS } from './index.ts';
import { lifeOf } from './testing/bench.ts';
import { askAt } from './testing/part.ts';

// Built once for this machine where only Go is at hand.
const toxiproxy = findToxiproxy() ?? (await installToxiproxy().catch(() => undefined));

/** The real Toxiproxy between this test and a server that answers with 20 KB. Left out where it can neither be found nor built. */
describe.skipIf(toxiproxy === undefined)('through Toxiproxy', () => {
  let server: ChildProcess;
  let address: string;
  let ctx: FaultContext;
  const upstream = createHttp((_request, response) => response.end('x'.repeat(20_000)));

  beforeAll(async () => {
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const [port, listen] = [await freePort(), await freePort()];
    server = spawn(toxiproxy ?? '', ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' });
    const control = askAt(`http://127.0.0.1:${port}`);
    await vi.waitFor(() => control('GET', '/proxies'), { timeout: 10_000 });
    address = `127.0.0.1:${listen}`;
    const to = `127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    await control('POST', '/proxies', { name: 'generator-backend', listen: address, upstream: to, enabled: true });
    const none = () => Promise.reject(new Error('not here'));
    const never = () => {
      throw new Error('not here');
    };
    ctx = {
      ...{
        name: 'the-fault',
        seed: 7,
        lengthMs: 1000,
        ttlMs: 60_000,
        toxiproxy: control,
        target: none,
        providers: none,
      },
      ...{ backend: { kill: none, start: none, pause: never, resume: never }, pause: none, flipped: never },
    };
  });
  afterAll(() => {
    server.kill('SIGKILL');
    upstream.closeAllConnections();
    upstream.close();
  });

  /** Over a connection of its own that is kept open, as clients of the load do: `connection: close` would end what a toxic holds. */
  const get = async (patienceMs = 60_000) => {
    const from = performance.now();
    const agent = new Agent({ keepAlive: true });
    const outcome = await new Promise<number | string>((resolve) => {
      const asked = request(`http://${address}`, { agent, timeout: patienceMs }, async (response) => {
        let length = 0;
        for await (const chunk of response) length += (chunk as Buffer).length;
        resolve(length);
      });
      asked.on('timeout', () => resolve('no answer'));
      asked.on('error', () => resolve('refused or reset'));
      asked.end();
    });
    agent.destroy();
    return { outcome, ms: performance.now() - from };
  };

  it.each<[FaultName, object, (got: Awaited<ReturnType<typeof get>>) => void]>([
    ['network-latency', { ms: 300, jitterMs: 0 }, ({ ms }) => expect(ms).toBeGreaterThanOrEqual(290)],
    ['network-down', {}, ({ outcome }) => expect(outcome).toBe('refused or reset')],
    ['network-reset', {}, ({ outcome }) => expect(outcome).toBe('refused or reset')],
    ['network-blackhole', {}, ({ outcome }) => expect(outcome).toBe('no answer')],
    ['network-slow', { kbPerSecond: 40 }, ({ ms }) => expect(ms).toBeGreaterThanOrEqual(300)],
  ])('%s is felt on its link, and gone when it is reverted', async (name, params, feels) => {
    expect((await get()).outcome).toBe(20_000);
    const life = lifeOf(name, params, ctx);
    expect(life.fault.links).toEqual([LINKS[0]]);
    await life.apply();
    feels(await get(name === 'network-blackhole' ? 500 : undefined));
    await life.revert();
    expect((await get()).outcome).toBe(20_000);
  });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
