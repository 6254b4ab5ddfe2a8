/** How long until every subscriber knows of a kill: a backend process of its own, and this one with all the subscribers. */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DEV_TOKEN_SECRET, signToken } from '../../lib/auth/index.ts';
import { quantile } from './evaluation.ts';

const HOST = fileURLToPath(new URL('../../backend/hosts/embedded/main.ts', import.meta.url));

function token(sub: string, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const hmac = (message: string) => createHmac('sha256', DEV_TOKEN_SECRET).update(message).digest('base64url');
  return signToken({ sub, iat: now, exp: now + 600, ...claims }, hmac);
}

export interface StreamCost {
  readonly subscribers: number;
  /** From the moment the kill is sent until a subscriber has it, in ms, over all kills. */
  readonly medianMs: number;
  readonly slowestMs: number;
  /** The same for the acknowledgement of the kill itself. */
  readonly acknowledgedMs: number;
}

export async function measureStream(subscribers = 1_000, flips = 10): Promise<StreamCost> {
  using folder = temporaryFolder();
  const args = [HOST, '--port', '0', '--db', join(folder.path, 'backend.sqlite')];
  const backend = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = (await once(createInterface({ input: backend.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
    let heard: (state: string) => void = () => {};
    const streams: IncomingMessage[] = [];
    for (let from = 0; from < subscribers; from += 100) {
      const opened = Array.from({ length: Math.min(100, subscribers - from) }, (_, i) =>
        subscribe(url, agent, `u${from + i}`, (state) => heard(state)),
      );
      streams.push(...(await Promise.all(opened)));
    }
    const times: number[] = [];
    const acknowledged: number[] = [];
    for (let flip = 0; flip < flips; flip++) {
      const wanted = flip % 2 === 0 ? 'kill' : 'on';
      const start = performance.now();
      const all = new Promise<void>((resolve) => {
        let missing = subscribers;
        heard = (state) => {
          if (state !== wanted) return;
          times.push(performance.now() - start);
          if (--missing === 0) resolve();
        };
      });
      await change(url, wanted);
      acknowledged.push(performance.now() - start);
      await all;
    }
    for (const stream of streams) stream.destroy();
    agent.destroy();
    return {
      subscribers,
      medianMs: quantile(times, 0.5),
      slowestMs: Math.max(...times),
      acknowledgedMs: quantile(acknowledged, 0.5),
    };
  } finally {
    backend.kill('SIGTERM');
    await once(backend, 'exit');
  }
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'loadgate-bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** Resolves when the snapshot has come; then tells the state of `search` at each change. */
function subscribe(url: string, agent: Agent, uid: string, changed: (state: string) => void): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${url}/api/flags/stream`, { agent, headers: { authorization: `Bearer ${token(uid)}` } }, (response) => {
      response.setEncoding('utf8');
      let isOpen = false;
      response.on('error', () => {});
      response.on('data', (text: string) => {
        if (!isOpen && text.includes('event: snapshot')) {
          isOpen = true;
          resolve(response);
        }
        const state = /event: change\n.*"key":"search".*?"state":"(\w+)"/.exec(text)?.[1];
        if (state !== undefined) changed(state);
      });
    }).on('error', reject);
  });
}

async function change(url: string, state: string): Promise<void> {
  const [path, body] =
    state === 'kill' ? ['kill', { kill_reason: 'bench' }] : ['rollback', { rollback_reason: 'bench' }];
  const response = await fetch(`${url}/api/flags/search/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token('op', { admin: true })}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}
