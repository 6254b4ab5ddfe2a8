import { type Ask, ControlRefused } from '../../chaos/faults/index.ts';
import type { Operator } from '../operator/index.ts';

/** No control takes longer, unless the part is in trouble; what failed is tried again by whoever reverts. */
const TIMEOUT_MS = 10_000;

/** JSON over HTTP to one part of the run; as an operator where there is one. */
export const askAt =
  (url: string, operator?: Pick<Operator, 'headers' | 'hide'>): Ask =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const identified = await operator?.headers();
    const response = await fetch(url + path, {
      method,
      headers: {
        ...identified,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
      throw new Error(`${method} ${path}: no answer (${cause})`);
    });
    const text = await response.text();
    if (!response.ok) {
      const said = (operator?.hide(text) ?? text).slice(0, 300);
      throw new ControlRefused(`${method} ${path} answered ${response.status}: ${said}`, response.status);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };

/** A part that this run has not got. */
export const absent =
  (what: string): Ask =>
  async () => {
    throw new Error(`this run has no ${what}`);
  };
