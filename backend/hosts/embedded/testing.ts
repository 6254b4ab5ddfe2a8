import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Claims, DEV_TOKEN_SECRET, signToken } from '../../../lib/auth/index.ts';

const HOUR_S = 3600;

/** A token that a host on loopback takes. */
export function tokenOf(sub: string, claims: Partial<Claims> = {}, secret: string = DEV_TOKEN_SECRET): string {
  const iat = Math.floor(Date.now() / 1000);
  return signToken({ sub, iat, exp: iat + HOUR_S, ...claims }, (message) =>
    createHmac('sha256', secret).update(message).digest('base64url'),
  );
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly result?: unknown;
    readonly error?: { readonly status: string; readonly message: string; readonly details?: Record<string, unknown> };
  };
}

/** One call in the callable protocol, with a plain HTTP client. */
export async function call(url: string, operation: string, data: unknown, token?: string): Promise<Answer> {
  return send(`${url}/${operation}`, JSON.stringify({ data }), token ? { authorization: `Bearer ${token}` } : {});
}

/** A POST of any text. */
export async function send(url: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = { 'content-type': 'application/json', ...headers };
  const response = await fetch(url, { method: 'POST', body, headers: sent });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

/** The embedded backend as a process of its own. */
export interface HostProcess {
  readonly url: string;
  readonly pid: number;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** Resolves when it listens. @throws Error with what it wrote on stderr where it ended before */
export async function startProcess(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<HostProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const ready = once(child.stdout, 'data') as Promise<[Buffer]>;
  const first = await Promise.race([ready, exit.then(([code]) => code)]);
  if (!Array.isArray(first)) throw new Error(`the process ended with code ${first}: ${log}`);
  const { url, pid } = JSON.parse(String(first[0])) as { url: string; pid: number };
  return {
    url,
    pid,
    async kill(signal) {
      child.kill(signal);
      const [code] = await exit;
      return code;
    },
  };
}
