import { hmac } from 'k6/crypto';
import encoding from 'k6/encoding';
import http from 'k6/http';
import type { OperationName, RequestOf } from '../../lib/api/index.ts';
import { signToken } from '../../lib/auth/index.ts';
import { uidOf, userAt } from '../../lib/users/index.ts';
import type { Send } from '../crowd/actor.ts';
import type { Reply } from '../crowd/reply.ts';
import { classify } from './classify.ts';
import type { HistoryWriter } from './history.ts';
import * as metrics from './metrics.ts';

export interface ClientOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly seed: number;
  readonly secret: string;
  /** Unix seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Keep each user's token (about 0.4 KB) instead of signing one for each request (about 0.1 ms). */
  readonly keepTokens: boolean;
  readonly timeoutMs: number;
  readonly history: HistoryWriter | null;
  /** Feed the ratios that k6's thresholds are made on. */
  readonly thresholds: boolean;
}

const CACHED: ReadonlySet<OperationName> = new Set(['getProfile', 'getDiscoveryFeed', 'searchProfiles']);

/** What does not change between the calls of one operation. */
interface Line {
  readonly url: string;
  readonly tags: { readonly name: string };
}

/** The callable protocol over k6's asynchronous requests: one function that sends, classifies, counts and records. */
export function makeClient({ baseUrl, timeoutMs, history, thresholds, ...identity }: ClientOptions): Send {
  const tokenOf = tokenMaker(identity);
  const timeout = `${timeoutMs}ms`;
  const lines = new Map<OperationName, Line>();
  const lineOf = (operation: OperationName) => {
    const line = { url: `${baseUrl}/${operation}`, tags: { name: operation } };
    lines.set(operation, line);
    return line;
  };
  return (n, operation, request, key, attempt, reads) => {
    const { url, tags } = lines.get(operation) ?? lineOf(operation);
    const id = history?.invoke({ user: uidOf(n), operation, request, key, attempt, invokedAt: Date.now() });
    const headers = { Authorization: tokenOf(n), 'Content-Type': 'application/json' };
    const body = `{"data":${JSON.stringify(request)}}`;
    return http.asyncRequest('POST', url, body, { headers, tags, timeout }).then((response) => {
      const answer = typeof response.body === 'string' ? response.body : '';
      const reply = classify(response.status, response.error_code, answer, reads || Boolean(id));
      count(operation, request, reply, answer, thresholds);
      if (id) history?.complete(id, reply, Date.now());
      return reply;
    });
  };
}

function count(
  operation: OperationName,
  request: unknown,
  reply: Reply<unknown>,
  body: string,
  thresholds: boolean,
): void {
  if (thresholds) metrics.errorRate.add(reply.outcome === 'error' || reply.outcome === 'unknown');
  if (reply.ok) {
    countSuccess(operation, request, body, thresholds);
  } else if (reply.outcome === 'refused') {
    metrics.opRefused.add(1, { name: operation, reason: reply.reason });
  } else {
    metrics.opErrors.add(1, { name: operation, code: reply.code });
  }
}

function countSuccess(operation: OperationName, request: unknown, body: string, thresholds: boolean): void {
  if (CACHED.has(operation)) {
    const hit = body.includes('"cache":"hit"');
    (hit ? metrics.cacheHits : metrics.cacheMisses).add(1, { name: operation });
    if (thresholds) metrics.cacheHitRate.add(hit);
  } else if (operation === 'ingestEvents') {
    metrics.eventsAcked.add((request as RequestOf<'ingestEvents'>).events.length);
  } else {
    const state = stateOf(operation, body);
    if (state) metrics.sessions.add(1, { name: operation, state });
  }
}

/** What a successful call made of its session, '' where it concerns none or changed nothing. */
function stateOf(operation: OperationName, body: string): string {
  if (operation === 'startCall') return 'started';
  if (operation === 'endCall') return 'ended';
  if (operation === 'markSessionInterrupted') return 'interrupted';
  if (operation !== 'attemptSessionRecovery') return '';
  if (body.includes('"status":"active"')) return 'recovered';
  return body.includes('"status":"refunded"') ? 'refunded' : '';
}

type Identity = Pick<ClientOptions, 'seed' | 'secret' | 'issuedAt' | 'expiresAt' | 'keepTokens'>;

/** The Authorization header of each user, with a token of its own that is signed when it is first needed. */
function tokenMaker({ seed, secret, issuedAt, expiresAt, keepTokens }: Identity): (n: number) => string {
  const sign = (n: number) => {
    const { uid, country, platform, tenant, vip, royal, creator } = userAt(n, seed);
    const claims = { sub: uid, country, platform, tenant, vip, royal, creator, iat: issuedAt, exp: expiresAt };
    const token = signToken(
      claims,
      (message) => hmac('sha256', secret, message, 'base64rawurl'),
      (text) => encoding.b64encode(text, 'rawurl'),
    );
    return `Bearer ${token}`;
  };
  if (!keepTokens) return sign;
  const headers = new Map<number, string>();
  return (n) => {
    let header = headers.get(n);
    if (header === undefined) {
      header = sign(n);
      headers.set(n, header);
    }
    return header;
  };
}
