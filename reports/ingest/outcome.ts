import { HTTP_STATUS } from '../../lib/wire/index.ts';
import type { CountCell } from './windows.ts';

/** k6's error codes of requests that got no answer, by their ranges: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
const TRANSPORT: readonly (readonly [from: number, to: number, kind: string])[] = [
  [1050, 1050, 'timeout'],
  [1100, 1199, 'dns'],
  [1211, 1211, 'dial timeout'],
  [1212, 1212, 'connection refused'],
  [1220, 1220, 'connection reset'],
  [1200, 1299, 'connection lost'],
  [1300, 1399, 'tls'],
  [1600, 1699, 'http/2'],
];

/** Kinds of errors in which no answer came: the generator itself may have made them when it was overloaded. */
const TRANSPORT_KINDS = new Set([...TRANSPORT.map(([, , kind]) => kind), 'transport']);
export const isTransport = (kind: string): boolean => TRANSPORT_KINDS.has(kind);

const BY_STATUS: Readonly<Record<string, string>> = {
  500: 'internal',
  501: 'unimplemented',
  503: 'unavailable',
  504: 'deadline-exceeded',
};

/**
 * What a request's HTTP status says: the kind of error, or null. A status below 500 says nothing: whether 400 or 429 is an error or a refusal by design, the
 * scenario knows from the body, and counts it in `op_errors` or `op_refused`.
 */
export function errorOfStatus(status: string, errorCode: string): string | null {
  const code = Number(status);
  if (code >= 500) return BY_STATUS[status] ?? `http ${status}`;
  if (code > 0) return null;
  const k6Code = Number(errorCode);
  return TRANSPORT.find(([from, to]) => k6Code >= from && k6Code <= to)?.[2] ?? 'transport';
}

/** Codes of `op_errors` that a request's own sample shows too (5xx, no answer), and better: it knows when the request was sent. */
const SHOWN_BY_STATUS = new Set([
  'transport',
  'timeout',
  ...Object.entries(HTTP_STATUS).flatMap(([code, status]) => (status >= 500 ? [code] : [])),
]);

/**
 * All errors: those that statuses show, and those that only the scenario could tell (an unexpected 4xx, a wrong answer). Scenarios count every error in
 * `op_errors`, so of an operation's counts only the surplus over its failed statuses is new, first of all the codes that no status shows.
 */
export function mergeErrors(byStatus: readonly CountCell[], counted: readonly CountCell[]): CountCell[] {
  const pair = (cell: CountCell) => `${cell.journey}\n${cell.operation}`;
  const surplus = new Map<string, number>();
  for (const cell of counted) surplus.set(pair(cell), (surplus.get(pair(cell)) ?? 0) + cell.count);
  for (const cell of byStatus) surplus.set(pair(cell), (surplus.get(pair(cell)) ?? 0) - cell.count);
  const shown = (cell: CountCell) => Number(SHOWN_BY_STATUS.has(cell.kind));
  const merged = [...byStatus];
  for (const cell of counted.toSorted((a, b) => shown(a) - shown(b))) {
    const count = Math.min(cell.count, surplus.get(pair(cell)) ?? 0);
    if (count <= 0) continue;
    surplus.set(pair(cell), (surplus.get(pair(cell)) ?? 0) - count);
    merged.push({ ...cell, kind: cell.kind || 'unknown', count });
  }
  return merged;
}

/** The value of a tag in k6's `extra_tags` column (`a=1&b=2`). */
export function tagOf(tags: string, name: string): string {
  for (const pair of tags.split('&')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at) === name) return pair.slice(at + 1);
  }
  return '';
}
