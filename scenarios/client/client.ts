import { hmac } from 'k6/crypto';
import encoding from 'k6/encoding';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import type { OperationName, RequestOf } from '../../lib/api/index.ts';
import { signToken } from '../../lib/auth/index.ts';
import { type CanarySplit, type Cohort, cohortsOf } from '../../lib/canary/index.ts';
import { uidOf, userAt } from '../../lib/users/index.ts';
import type { Send } from '../crowd/actor.ts';
import type { Reply } from '../crowd/reply.ts';
import { classify, isUnread, UNREAD } from './classify.ts';
import { type HistoryWriter, recordsAnswer } from './history.ts';
import * as metrics from './metrics.ts';

export interface ClientOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly seed: number;
  readonly secret: string;
  /** Unix seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** ID tokens by user, where somebody else signs users in; null: tokens are made here. */
  readonly idTokens: readonly string[] | null;
  /** Sent with every request of a target that asks for one. */
  readonly appCheck: string | null;
  /** Keep each user's token (about 0.4 KB) instead of signing one for each request (about 0.1 ms). */
  readonly keepTokens: boolean;
  readonly timeoutMs: number;
  readonly history: HistoryWriter | null;
  /** Tag each request with the cohort of its user; null: no tag. */
  readonly canary: CanarySplit | null;
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

/** What does not change between the calls of one operation, and what it has counted since the last flush. */
interface Tags {
  readonly [tag: string]: string;
  readonly name: string;
}

interface Line {
  readonly url: string;
  readonly tags: Tags;
  readonly counting: Counting;
  /** Of k6, which reads them before it returns: one object for all calls, with the headers of each put in. */
  readonly params: {
    headers: Record<string, string>;
    readonly tags: Tags;
    readonly timeout: number;
  };
  hits: number;
  misses: number;
  events: number;
}

export interface Client {
  readonly send: Send;
  /** Adds to the metrics what has been counted since the last time. To be called once a second and at the end: a sample for each call costs too much. */
  flush(): void;
}

/**
 * The callable protocol over k6's asynchronous requests: sends, classifies, counts and records. It is run for every request, in an
 * interpreter: what most requests do not need comes behind a test.
 */
export function makeClient({
  baseUrl,
  timeoutMs: timeout,
  history,
  thresholds,
  canary,
  ...identity
}: ClientOptions): Client {
  const headersOf = headersMaker(identity);
  const cohortOf = canary === null ? null : cohortsOf(canary);
  const lines = new Map<OperationName, Line>();
  /** Those of the canary's users; without a canary there are none. */
  const canaryLines = new Map<OperationName, Line>();
  const lineOf = (operation: OperationName, cohort: Cohort | null): Line => {
    const tags = cohort === null ? { name: operation } : { name: operation, cohort };
    const line: Line = {
      url: `${baseUrl}/${operation}`,
      tags,
      counting: COUNTINGS[operation] ?? 'nothing',
      params: { headers: {}, tags, timeout },
      hits: 0,
      misses: 0,
      events: 0,
    };
    (cohort === 'canary' ? canaryLines : lines).set(operation, line);
    return line;
  };
  const { asyncRequest } = http;
  const send: Send = (n, operation, request, key, attempt, reads) => {
    const cohort = cohortOf === null ? null : cohortOf(uidOf(n));
    const line = (cohort === 'canary' ? canaryLines : lines).get(operation) ?? lineOf(operation, cohort);
    const { params } = line;
    params.headers = headersOf(n);
    const body = `{"data":${JSON.stringify(request)}}`;
    if (!history)
      return asyncRequest('POST', line.url, body, params).then((response) =>
        understood(response, line, request, reads),
      );
    const id = history.invoke({ user: uidOf(n), operation, request, key, attempt, invokedAt: Date.now() });
    return asyncRequest('POST', line.url, body, params).then((response) => {
      const reply = understood(response, line, request, reads || recordsAnswer(operation));
      if (id !== '') history.complete(id, reply, Date.now());
      return reply;
    });
  };

  function understood(response: Response, line: Line, request: object, reads: boolean): Reply<unknown> {
    const { status, body } = response;
    const answer = typeof body === 'string' ? body : '';
    // k6's own decoder is several times as fast as its JavaScript's.
    const reply = isUnread(status, answer, reads)
      ? UNREAD
      : classify(status, status === 0 ? response.error_code : 0, () => response.json());
    if (thresholds) addRatios(line, reply, answer);
    if (!reply.ok || line.counting !== 'nothing') count(line, request, reply, answer);
    return reply;
  }

  return {
    send,
    flush() {
      for (const line of [...lines.values(), ...canaryLines.values()]) {
        if (line.hits > 0) metrics.cacheHits.add(line.hits, line.tags);
        if (line.misses > 0) metrics.cacheMisses.add(line.misses, line.tags);
        if (line.events > 0) metrics.eventsAcked.add(line.events);
        line.hits = 0;
        line.misses = 0;
        line.events = 0;
      }
    },
  };
}

/** For k6's own thresholds. */
function addRatios(line: Line, reply: Reply<unknown>, answer: string): void {
  metrics.errorRate.add(reply.outcome === 'error' || reply.outcome === 'unknown');
  if (reply.ok && line.counting === 'cache') metrics.cacheHitRate.add(isHit(answer));
}

const isHit = (answer: string) => answer.includes('"cache":"hit"');

function count(line: Line, request: object, reply: Reply<unknown>, answer: string): void {
  const { name } = line.tags;
  if (reply.outcome === 'refused') {
    metrics.opRefused.add(1, { ...line.tags, reason: reply.reason });
  } else if (!reply.ok) {
    metrics.opErrors.add(1, { ...line.tags, code: reply.code });
  } else if (line.counting === 'cache') {
    if (isHit(answer)) line.hits++;
    else line.misses++;
  } else if (line.counting === 'events') {
    line.events += (request as RequestOf<'ingestEvents'>).events.length;
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

type Identity = Pick<
  ClientOptions,
  'seed' | 'secret' | 'idTokens' | 'appCheck' | 'issuedAt' | 'expiresAt' | 'keepTokens'
>;

/** The headers of each user's requests, with a token of its own that is signed when it is first needed. */
function headersMaker({
  seed,
  secret,
  idTokens,
  appCheck,
  issuedAt,
  expiresAt,
  keepTokens,
}: Identity): (n: number) => Record<string, string> {
  const headersWith = (token: string): Record<string, string> => ({
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    ...(appCheck !== null && { 'X-Firebase-AppCheck': appCheck }),
  });
  const sign = (n: number) => {
    if (idTokens) return headersWith(idTokens[n] ?? '');
    const { uid, country, platform, tenant, vip, royal, creator } = userAt(n, seed);
    const claims = { sub: uid, country, platform, tenant, vip, royal, creator, iat: issuedAt, exp: expiresAt };
    const token = signToken(
      claims,
      (message) => hmac('sha256', secret, message, 'base64rawurl'),
      (text) => encoding.b64encode(text, 'rawurl'),
    );
    return headersWith(token);
  };
  if (!keepTokens) return sign;
  const known = new Map<number, Record<string, string>>();
  return (n) => {
    let headers = known.get(n);
    if (headers === undefined) {
      headers = sign(n);
      known.set(n, headers);
    }
    return headers;
  };
}
