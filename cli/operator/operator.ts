import { EXIT } from '../../lib/results/index.ts';
import { CliError } from '../errors.ts';
import type { Identity } from './identity.ts';

/** Calls admin operations of the system under test: for seeding, settling and reading the final state, never as load. */
export class Operator {
  readonly #url: string;
  readonly #identity: Identity;
  readonly #appCheck: Readonly<Record<string, string>>;

  /** @param appCheck App Check token of a target that asks for one */
  constructor(url: string, identity: Identity, appCheck: string | null = null) {
    this.#url = url;
    this.#identity = identity;
    this.#appCheck = appCheck === null ? {} : { 'x-firebase-appcheck': appCheck };
  }

  /** What each of its requests carries; asked for anew each time, since tokens are renewed. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    return { ...this.#appCheck, authorization: `Bearer ${await this.#identity.token()}` };
  }

  /** A text without the operator's secrets: answers of a target may quote what it was sent. */
  hide(text: string): string {
    return this.#identity.hide(text);
  }

  /** Asks the target whether it takes this operator, before there is any load. Rejects with a CliError that names where the operator comes from. */
  async introduce(): Promise<void> {
    const { host } = new URL(this.#url);
    const { source } = this.#identity;
    const response = await this.#send('POST', '/getJobQueue', { data: {} }, 30_000).catch((error: unknown) => {
      if (error instanceof CliError) throw error;
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
      throw new CliError(EXIT.missing, `the target at ${this.#url} does not answer (${cause})`, 'is it running?');
    });
    const text = this.hide(await response.text());
    if (response.status !== 401 && response.status !== 403) return;
    throw new CliError(
      EXIT.usage,
      `${host} refuses the operator of ${source} with ${response.status}: ${text.slice(0, 300)}`,
      response.status === 401
        ? `${source} has to be one that ${host} itself checks: of its project, or its secret`
        : 'the operator needs the admin claim, and superAdmin for the final state',
    );
  }

  /** Calls an operation. Rejects with the refusal's message; a request that takes longer than `timeoutMs` is given up. */
  async call(operation: string, data: unknown = {}, timeoutMs = 30_000): Promise<unknown> {
    const body = (await this.#json('POST', `/${operation}`, { data }, timeoutMs)) as { result?: unknown };
    return body.result;
  }

  /** Reads one of the plain JSON routes, such as `/admin/billing`. */
  get(path: string, timeoutMs = 30_000): Promise<unknown> {
    return this.#json('GET', path, undefined, timeoutMs);
  }

  /** Writes to one of the plain JSON routes. */
  put(path: string, body: unknown, timeoutMs = 30_000): Promise<unknown> {
    return this.#json('PUT', path, body, timeoutMs);
  }

  async #json(method: string, path: string, body: unknown, timeoutMs: number): Promise<unknown> {
    const response = await this.#send(method, path, body, timeoutMs);
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path} answered ${response.status}: ${this.hide(text).slice(0, 500)}`);
    }
    return JSON.parse(text);
  }

  async #send(method: string, path: string, body: unknown, timeoutMs: number): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: { ...(await this.headers()), 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}
