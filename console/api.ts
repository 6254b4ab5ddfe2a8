/** What the backend refused, in its own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Such as `STALE_VERSION`. */
  readonly reason: string;
  constructor(status: number, message: string, reason: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

interface ErrorBody {
  readonly error?: {
    readonly message?: string;
    readonly status?: string;
    readonly details?: { readonly reason?: string };
  };
}

/** The backend's API as the signed-in operator. */
export class Api {
  readonly #token: string;
  readonly #signedOut: () => void;

  /** @param signedOut called when the token is no longer good */
  constructor(token: string, signedOut: () => void) {
    this.#token = token;
    this.#signedOut = signedOut;
  }

  get<T>(path: string): Promise<T> {
    return this.#send<T>('GET', path);
  }

  send<T>(method: 'PUT' | 'POST' | 'DELETE', path: string, body: object): Promise<T> {
    return this.#send<T>(method, path, body);
  }

  async call<T>(operation: string, data: object = {}): Promise<T> {
    return (await this.#send<{ result: T }>('POST', `/${operation}`, { data })).result;
  }

  /** What is no JSON: a page, as its source. */
  async text(path: string): Promise<string> {
    return (await this.#answered('GET', path)).text();
  }

  /** An open stream of server-sent events. */
  async stream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch(path, { signal });
    if (!response.ok || !response.body) throw await errorOf(response);
    return response.body;
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    return (await (await this.#answered(method, path, body)).json()) as T;
  }

  async #answered(method: string, path: string, body?: object): Promise<Response> {
    const init = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
    const response = await this.#fetch(path, { method, ...init });
    if (response.ok) return response;
    const error = await errorOf(response);
    if (error.status === 401) this.#signedOut();
    throw error;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` };
    try {
      return await fetch(path, { ...init, headers, cache: 'no-store' });
    } catch {
      throw new ApiError(0, 'the backend does not answer', 'UNREACHABLE');
    }
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const { error } = ((await response.json().catch(() => null)) ?? {}) as ErrorBody;
  const { message = `answered ${response.status}`, details, status = 'UNKNOWN' } = error ?? {};
  return new ApiError(response.status, message, details?.reason ?? status);
}
