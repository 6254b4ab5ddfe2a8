import { hmac } from 'k6/crypto';
import encoding from 'k6/encoding';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
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

type Response = RefinedResponse<ResponseType | undefined>;

/** What a success of an operation adds to the metrics. */
type Counting = 'nothing' | 'cache' | 'events' | 'session';
const COUNTINGS: Readonly<Partial<Record<OperationName, Counting>>> = {
  getProfile: 'cache',
  getDiscoveryFeed: 'cache',
  searchProfiles: 'cache',
  ingestEvents: 'events',
  startCall: 'session',
  endCall: 'session',
  markSessionInterrupted: 'session',
  attemptSessionRecovery: 'session',
};

/** What does not change between the calls of one operation. */
interface Line {
  readonly url: string;
  readonly tags: { readonly name: string };
  readonly counting: Counting;
}

/**
 * The callable protocol over k6's asynchronous requests: one function that sends, classifies, counts and records. It is run for every request, in an
 * interpreter: what most requests do not need comes behind a test.
 */
export function makeClient({ baseUrl, timeoutMs: timeout, history, thresholds, ...identity }: ClientOptions): Send {
  const authorizationOf = tokenMaker(identity);
  const lines = new Map<OperationName, Line>();
  const lineOf = (operation: OperationName): Line => {
    const counting = COUNTINGS[operation] ?? 'nothing';
    const line: Line = { url: `${baseUrl}/${operation}`, tags: { name: operation }, counting };
    lines.set(operation, line);
    return line;
  };
  return (n, operation, request, key, attempt, reads) => {
    const line = lines.get(operation) ?? lineOf(operation);
    const headers = { Authorization: authorizationOf(n), 'Content-Type': 'application/json' };
    const body = `{"data":${JSON.stringify(request)}}`;
    const send = () => http.asyncRequest('POST', line.url, body, { headers, tags: line.tags, timeout });
    if (!history) return send().then((response) => understood(response, line, request, reads));
    const id = history.invoke({ user: uidOf(n), operation, request, key, attempt, invokedAt: Date.now() });
    return send().then((response) => {
      const reply = understood(response, line, request, reads || id !== '');
      if (id !== '') history.complete(id, reply, Date.now());
      return reply;
    });
  };

  function understood(response: Response, line: Line, request: object, reads: boolean): Reply<unknown> {
    const { status, body } = response;
    const answer = typeof body === 'string' ? body : '';
    // k6's own decoder is several times as fast as its JavaScript's.
    const reply = classify(status, status === 0 ? response.error_code : 0, answer, reads, () => response.json());
    if (thresholds || !reply.ok || line.counting !== 'nothing') count(line, request, reply, answer, thresholds);
    return reply;
  }
}

function count(line: Line, request: object, reply: Reply<unknown>, answer: string, thresholds: boolean): void {
  const { name } = line.tags;
  if (thresholds) metrics.errorRate.add(reply.outcome === 'error' || reply.outcome === 'unknown');
  if (reply.outcome === 'refused') {
    metrics.opRefused.add(1, { name, reason: reply.reason });
  } else if (!reply.ok) {
    metrics.opErrors.add(1, { name, code: reply.code });
  } else if (line.counting === 'cache') {
    const hit = answer.includes('"cache":"hit"');
    (hit ? metrics.cacheHits : metrics.cacheMisses).add(1, { name });
    if (thresholds) metrics.cacheHitRate.add(hit);
  } else if (line.counting === 'events') {
    metrics.eventsAcked.add((request as RequestOf<'ingestEvents'>).events.length);
  } else if (line.counting === 'session') {
    const state = stateOf(name, answer);
    if (state) metrics.sessions.add(1, { name, state });
  }
}

/** What a successful call made of its session, '' where it changed nothing. */
function stateOf(operation: string, answer: string): string {
  if (operation === 'startCall') return 'started';
  if (operation === 'endCall') return 'ended';
  if (operation === 'markSessionInterrupted') return 'interrupted';
  if (answer.includes('"status":"active"')) return 'recovered';
  return answer.includes('"status":"refunded"') ? 'refunded' : '';
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
