import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HTTP_STATUS, OperationError } from '../../../lib/wire/index.ts';
import type { Backend } from '../../app.ts';
import type { Caller, Route, RouteRequest, RouteResponse } from '../../operations/index.ts';
import { routeName } from '../../operations/registry.ts';
import { originOf } from './server-deps.ts';

type Stream = NonNullable<RouteResponse['stream']>;

/** Keeps proxies and idle time-outs from closing a quiet stream. */
const HEARTBEAT_MS = 15_000;

export interface RouteDeps {
  readonly backend: Pick<Backend, 'routes' | 'serve' | 'refuse'>;
  readonly authenticate: (authorization: string | undefined) => Caller | null | Promise<Caller | null>;
  /** Refuses requests of clients that the host does not know, whoever signed in there: Firebase's App Check. */
  readonly admit?: (route: Route, appCheckToken: string | undefined) => Promise<void>;
}

/** Mounts the modules' plain HTTP routes. */
export function mountRoutes(server: FastifyInstance, { backend, authenticate, admit }: RouteDeps): void {
  for (const route of backend.routes) {
    server.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        let caller: Caller | null = null;
        try {
          if (admit) await admit(route, oneOf(request.headers['x-firebase-appcheck']));
          if (!route.ownAuthentication) caller = await authenticate(request.headers.authorization);
        } catch (error) {
          if (error instanceof OperationError)
            await backend.refuse(routeName(route), requestOf(request), originOf(request), error);
          throw error;
        }
        return answer(request, reply, await backend.serve(route, requestOf(request), caller, originOf(request)));
      },
    });
  }
}

const oneOf = (header: string | string[] | undefined): string | undefined => [header ?? []].flat()[0];

function requestOf(request: FastifyRequest): RouteRequest {
  return {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string | undefined>,
    headers: request.headers as Record<string, string | undefined>,
    body: request.body,
    rawBody: request.rawBody ?? '',
  };
}

function answer(request: FastifyRequest, reply: FastifyReply, response: RouteResponse): FastifyReply | Promise<void> {
  if (response.stream) return stream(request, reply, response.stream, response.headers);
  if (response.headers) reply.headers(response.headers);
  return reply.status(response.status).send(response.text ?? response.body ?? '');
}

/** Server-sent events until the client leaves or the host stops. */
async function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  open: Stream,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(HTTP_STATUS.ok, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', ...headers });
  raw.write(':open\n\n');
  const stop = open((event, data) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  const beat = setInterval(() => raw.write(':beat\n\n'), HEARTBEAT_MS);
  const server = request.server;
  openStreams(server).add(raw);
  raw.once('close', () => {
    clearInterval(beat);
    stop();
    openStreams(server).delete(raw);
  });
}

type Closable = { end(): unknown };
const STREAMS = new WeakMap<object, Set<Closable>>();

/** The streams of a server: they would keep it from draining, so that the host ends them first. */
export function openStreams(server: object): Set<Closable> {
  const known = STREAMS.get(server) ?? new Set<Closable>();
  STREAMS.set(server, known);
  return known;
}
