import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Claims, DEV_TOKEN_SECRET, signToken } from '../../../lib/auth/index.ts';
import { type Ask, ControlRefused } from '../context.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const HOUR_S = 3600;

export function tokenOf(sub: string, claims: Partial<Claims> = {}): string {
  const iat = Math.floor(Date.now() / 1000);
  const hmac = (message: string) => createHmac('sha256', DEV_TOKEN_SECRET).update(message).digest('base64url');
  return signToken({ sub, iat, exp: iat + HOUR_S, ...claims }, hmac);
}

/** A process of the project that prints a ready line. */
export interface Part {
  readonly url: string;
  readonly pid: number;
  readonly ready: Readonly<Record<string, unknown>>;
  readonly child: ChildProcess;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
}

export async function startPart(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Part> {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  const exit = once(child, 'exit');
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    exit.then(([code]) => {
      throw new Error(`${script} ended with code ${code}`);
    }),
  ])) as [Buffer];
  const ready = JSON.parse(String(line)) as { url: string; pid: number };
  return {
    url: ready.url,
    pid: ready.pid,
    ready: { ...ready },
    child,
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** JSON over HTTP with a token, or none. */
export const askAt =
  (url: string | (() => string), token?: string, timeoutMs = 10_000): Ask =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${typeof url === 'string' ? url : url()}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ControlRefused(`${method} ${path}: ${response.status} ${text}`, response.status);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
