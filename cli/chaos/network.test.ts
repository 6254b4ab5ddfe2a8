import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type HostProcess, startProcess, tokenOf } from '../../backend/hosts/embedded/testing.ts';
import { LINKS } from '../../chaos/faults/index.ts';
import { ProcessGroup, type StartProcess } from '../conductor/process-group.ts';
import { type Providers, startProviders } from '../conductor/providers.ts';
import { Reaper } from '../conductor/reaper.ts';
import { askAt } from './ask.ts';
import { Network } from './network.ts';

const path = mkdtempSync(join(tmpdir(), 'network-'));
const folder = { file: (name: string) => join(path, 'logs', name) } as Parameters<typeof Network.open>[2];
mkdirSync(dirname(folder.file('toxiproxyLog')));
const cleanUp = new AsyncDisposableStack();
const reaper = cleanUp.adopt(new Reaper(), (it) => it.close());
const start: StartProcess = async (spec) => cleanUp.use(await ProcessGroup.start(spec, reaper));
const network = await Network.open(LINKS, 1, folder, start);

afterAll(async () => {
  await cleanUp.disposeAsync();
  rmSync(path, { recursive: true });
});

test('a run without faults of the network has no Toxiproxy', async () => {
  expect(await Network.open([], 1, folder, start)).toBeNull();
});

describe.skipIf(network?.missing !== null)('with Toxiproxy on every link', () => {
  let providers: Providers;
  let backend: HostProcess;
  let url: string;
  beforeAll(async () => {
    if (!network) return;
    providers = await startProviders(1, folder.file('providersLog'), start);
    const payments = await network.payments(providers.payments);
    backend = await startProcess(['--seed-users', '40', '--config', JSON.stringify({ payments })]);
    url = await network.through('generator-backend', backend.url);
    await providers.sendTo(await network.through('providers-backend', backend.url));
  });
  afterAll(() => backend.kill('SIGKILL'));

  const as = (n: number) =>
    askAt(url, {
      headers: async () => ({ authorization: `Bearer ${tokenOf(`u${n}`)}` }),
      hide: (text) => text,
    });
  const buy = async (n: number, provider: string, attempt = 1) => {
    const data = { purchaseId: `p-${n}-${attempt}`, provider, packId: 'tokens-1000' };
    const answer = await as(n)<{ result: { transactionId: string } }>('POST', '/purchaseTokens', { data });
    return answer.result.transactionId;
  };
  const statusOf = async (n: number, transactionId: string) => {
    const data = { transactionId };
    const answer = await as(n)<{ result: { status: string } }>('POST', '/getTransactionStatus', { data });
    return answer.result.status;
  };

  /** A few customers are declined or walk away: then they try once more. */
  const pays = async (n: number, provider: string) => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      const transaction = await buy(n, provider, attempt);
      for (const deadline = Date.now() + 8_000; Date.now() < deadline; await sleep(50)) {
        const status = await statusOf(n, transaction);
        if (status === 'confirmed') return;
        if (status !== 'pending') break;
      }
    }
    throw new Error(`three payments at ${provider} were not confirmed`);
  };

  it.each([
    [1, 'stripe'],
    [2, 'apple'],
    [3, 'google'],
  ] as const)('user %i pays at %s over it, and is told so by a webhook over it', async (n, provider) => {
    await pays(n, provider);
  });

  it('a link that is cut is cut for its own provider alone', async () => {
    const toxiproxy = askAt(network?.url ?? '');
    await toxiproxy('POST', '/proxies/backend-stripe', { enabled: false });
    const waiting = await buy(4, 'stripe');
    await pays(5, 'google');
    expect(await statusOf(4, waiting)).toBe('pending');
    await toxiproxy('POST', '/proxies/backend-stripe', { enabled: true });
    await pays(6, 'stripe');
  });
});
