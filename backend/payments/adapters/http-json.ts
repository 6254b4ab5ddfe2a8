import type { z } from 'zod';

/** An answer that is no success; `status` is what the service said. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly status: number;
  constructor(service: string, status: number) {
    super(`${service} answered ${status}`);
    this.status = status;
  }
}

export interface JsonRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  readonly timeoutMs: number;
}

/**
 * Asks a service for JSON of the shape of `schema`. Throws when it cannot be reached in time, refuses, or answers anything else; the
 * errors name the service and never the address, which may hold a purchase token.
 */
export async function requestJson<T>(
  service: string,
  url: string,
  schema: z.ZodType<T>,
  { method = 'GET', headers = {}, body, timeoutMs }: JsonRequest,
): Promise<T> {
  let response: Response;
  let text: string;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await fetch(url, { method, headers, redirect: 'error', signal, ...(body !== undefined && { body }) });
    text = await response.text();
  } catch (error) {
    throw new Error(`${service} could not be reached: ${reasonOf(error)}`);
  }
  if (!response.ok) throw new HttpStatusError(service, response.status);
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new Error(`${service} answered nonsense: ${parsed.error.issues[0]?.path.join('.') || 'no JSON'}`);
  return parsed.data;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : error.name;
}

function jsonOf(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
