import type { FlagChanged } from '../../lib/api/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import type { WireError } from '../../lib/wire/index.ts';
import { CliError } from '../errors.ts';
import type { Access } from './access.ts';

/** A refusal by the backend; `reason` is the details' own word for it, such as `STALE_VERSION`. */
export class Refused extends CliError {
  readonly reason: string;
  constructor({ message, details, status }: WireError) {
    const reason = (details as { reason?: unknown } | undefined)?.reason;
    super(EXIT.usage, message, ADVICE[String(reason)] ?? ADVICE[status]);
    this.reason = String(reason ?? status);
  }
}

const ADVICE: Record<string, string> = {
  CONFIRMATION_REQUIRED: 'repeat with --confirm and the exact key',
  STALE_VERSION: 'look at it with loadgate flags get, then repeat',
  UNKNOWN_FLAG: 'loadgate flags list shows all keys',
  UNAUTHENTICATED:
    'give a token that the backend takes and that has not expired: LOADGATE_OPERATOR_REFRESH_TOKEN, LOADGATE_ADMIN_TOKEN or --token',
  PERMISSION_DENIED: 'give a token with the admin claim',
};

/** The backend's flags over HTTP. */
export class FlagsClient {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  get<T>(path: string): Promise<T> {
    return this.#send<T>('GET', `/api/flags${path}`);
  }

  change(method: 'PUT' | 'POST' | 'DELETE', flag: string, path: string, body: object): Promise<FlagChanged> {
    return this.#send<FlagChanged>(method, `/api/flags/${encodeURIComponent(flag)}${path}`, body);
  }

  async call<T>(operation: string, data: object = {}): Promise<T> {
    return (await this.#send<{ result: T }>('POST', `/${operation}`, { data })).result;
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const { url, operator } = this.#access;
    const identified = await operator.headers();
    const response = await fetch(url + path, {
      method,
      headers: { ...identified, ...(body && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(30_000),
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? String(error);
      throw new CliError(
        EXIT.missing,
        `${url} does not answer (${cause})`,
        'is it running? loadgate serve starts one; --run latest finds a run’s',
      );
    });
    const answer = (await response.json().catch(() => null)) as (T & { error?: WireError }) | null;
    if (response.ok && answer) return answer;
    if (answer?.error) throw new Refused({ ...answer.error, message: operator.hide(answer.error.message) });
    throw new CliError(EXIT.internal, `${method} ${url}${path} answered ${response.status} without saying why`);
  }
}
