import { createHmac } from 'node:crypto';
import { signToken } from '../../lib/auth/index.ts';

/** Signs with the secret that the system under test checks tokens with. */
export const hmacWith =
  (secret: string) =>
  (message: string): string =>
    createHmac('sha256', secret).update(message).digest('base64url');

/** Calls admin operations of the system under test: for seeding, settling and reading the final state, never as load. */
export class Operator {
  readonly #url: string;
  readonly #token: string;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * @param lifetimeMs how long its token is good for
   * @param appCheck App Check token of a target that asks for one
   */
  constructor(url: string, secret: string, lifetimeMs: number, appCheck: string | null = null) {
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + Math.ceil(lifetimeMs / 1000);
    this.#url = url;
    this.#headers = appCheck === null ? {} : { 'x-firebase-appcheck': appCheck };
    this.#token = signToken({ sub: 'loadgate-operator', iat, exp, admin: true, superAdmin: true }, hmacWith(secret));
  }

  /** The header that its requests carry. */
  get authorization(): string {
    return `Bearer ${this.#token}`;
  }

  /** Calls an operation. Rejects with the refusal's message; a request that takes longer than `timeoutMs` is given up. */
  async call(operation: string, data: unknown = {}, timeoutMs = 30_000): Promise<unknown> {
    const body = (await this.#send('POST', `/${operation}`, { data }, timeoutMs)) as { result?: unknown };
    return body.result;
  }

  /** Reads one of the plain JSON routes, such as `/admin/billing`. */
  get(path: string, timeoutMs = 30_000): Promise<unknown> {
    return this.#send('GET', path, undefined, timeoutMs);
  }

  /** Writes to one of the plain JSON routes. */
  put(path: string, body: unknown, timeoutMs = 30_000): Promise<unknown> {
    return this.#send('PUT', path, body, timeoutMs);
  }

  async #send(method: string, path: string, body: unknown, timeoutMs: number): Promise<unknown> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { ...this.#headers, authorization: this.authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }
}
