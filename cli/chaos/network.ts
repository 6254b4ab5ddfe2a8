import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '../../chaos/faults/index.ts';
import { findToxiproxy, installToxiproxy } from '../../scripts/setup/toxiproxy.mjs';
import { freePort } from '../conductor/k6-api.ts';
import type { StartProcess } from '../conductor/process-group.ts';
import type { RunFolder } from '../conductor/run-folder.ts';
import { askAt } from './ask.ts';

const READY_MS = 10_000;

/** Toxiproxy between the parts of a run. A link that no fault breaks goes straight; without Toxiproxy all do, and `missing` says why. */
export class Network {
  readonly missing: string | null;
  /** Toxiproxy's own address. */
  readonly url: string;
  readonly #links: ReadonlySet<string>;

  private constructor(url: string, links: readonly string[], missing: string | null) {
    this.url = url;
    this.#links = new Set(missing === null ? links : []);
    this.missing = missing;
  }

  /** Starts Toxiproxy for these links; null where there are none. It is built first where only Go is at hand. */
  static async open(
    links: readonly string[],
    seed: number,
    folder: RunFolder,
    start: StartProcess,
  ): Promise<Network | null> {
    if (links.length === 0) return null;
    let path: string;
    try {
      path = findToxiproxy() ?? (await installToxiproxy());
    } catch (error) {
      return new Network('', links, (error as Error).message);
    }
    const port = await freePort();
    const args = ['-host', '127.0.0.1', '-port', String(port), '-seed', String(seed)];
    const server = await start({ name: 'toxiproxy', command: path, args, logFile: folder.file('toxiproxyLog') });
    const url = `http://127.0.0.1:${port}`;
    const died = server.ended.then(({ code }) => {
      throw new Error(`toxiproxy ended with code ${code}; see ${server.logFile}`);
    });
    died.catch(() => {});
    await Promise.race([untilListening(url), died]);
    return new Network(url, links, null);
  }

  /** The address to use instead of `address`, whose traffic then goes over the link. */
  async through(link: Link, address: string): Promise<string> {
    if (!this.#links.has(link)) return address;
    const listen = `127.0.0.1:${await freePort()}`;
    await askAt(this.url)('POST', '/proxies', { name: link, listen, upstream: new URL(address).host, enabled: true });
    return address.replace(new URL(address).host, listen);
  }

  /** The configuration of a backend that reaches its payment providers over the links. */
  async payments(config: object): Promise<object> {
    const rewritten: Record<string, unknown> = { ...config };
    for (const provider of ['stripe', 'apple', 'google'] as const) {
      const its = rewritten[provider] as { readonly apiUrl: string };
      const { origin } = new URL(its.apiUrl);
      const over = await this.through(`backend-${provider}`, origin);
      rewritten[provider] = JSON.parse(JSON.stringify(its).replaceAll(origin, over));
    }
    return rewritten;
  }
}

async function untilListening(url: string): Promise<void> {
  for (const deadline = performance.now() + READY_MS; ; await sleep(20)) {
    try {
      await askAt(url)('GET', '/proxies');
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}
