import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Caller } from '../../operations/index.ts';
import type { Logger } from '../../ports/index.ts';
import { allowOrigins } from './cors.ts';
import { parseJson } from './parse-json.ts';
import { waitPrecisely } from './planted-delay.ts';
import { mountRoutes } from './routes.ts';
import { originOf, type ServerDeps } from './server-deps.ts';
import { dataOf, errorReply, fromFastify } from './wire.ts';

/** Callable bodies are small; event batches are the largest. */
const BODY_LIMIT_BYTES = 1024 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    /** The exact text of a JSON body, for signatures. */
    rawBody?: string;
  }
}

interface OperationRoute {
  Params: { operation: string };
}

/** A server that parses no body yet, and answers errors in the form of the callable protocol. */
export function bareServer(log: Logger): FastifyInstance {
  const server = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    logger: false,
  });
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const known = error instanceof OperationError ? error : fromFastify(error);
    if (!known) log.error('unexpected error', { error: error.message, stack: error.stack });
    return send(reply, known ?? new OperationError('internal', 'INTERNAL'));
  });
  server.setNotFoundHandler((request, reply) =>
    send(reply, new OperationError('not-found', `there is nothing at ${request.method} ${request.url.slice(0, 200)}`)),
  );
  return server;
}

/** The embedded host's HTTP surface: `POST /<operation>` in Firebase's callable protocol, and the modules' plain routes. */
export function buildServer(deps: ServerDeps): FastifyInstance {
  const { backend, authenticate, log } = deps;
  const server = bareServer(log);
  allowOrigins(server);
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.rawBody = body as string;
    parseJson(body as string, done);
  });

  mountRoutes(server, deps);

  const operate = async (request: FastifyRequest<OperationRoute>, reply: FastifyReply) => {
    const { operation } = request.params;
    const startedAt = performance.now();
    const answered = (code: string) => {
      if (backend.operations.has(operation)) deps.answered?.(operation, code, performance.now() - startedAt);
    };
    try {
      const caller = await authenticated(request, operation);
      const result = await backend.call(operation, dataOf(request.body), caller, originOf(request));
      const planted = deps.planted?.(operation, caller?.uid ?? null);
      const wait = planted ? planted.ms + planted.share * (performance.now() - startedAt) : 0;
      if (wait > 0) await waitPrecisely(wait);
      answered('ok');
      if (deps.isDraining()) reply.header('connection', 'close');
      return { result: result ?? null };
    } catch (error) {
      const known = error instanceof OperationError ? error : new OperationError('internal', 'INTERNAL');
      answered(known.code);
      return send(reply, known);
    }
  };
  server.post('/:operation', operate);
  // Where `connectFunctionsEmulator` looks for them.
  server.post('/:project/:region/:operation', operate);

  /** A bad token is heard of by the module that owns the operation, before it is answered. */
  async function authenticated(request: FastifyRequest, target: string): Promise<Caller | null> {
    try {
      return authenticate(request.headers.authorization);
    } catch (error) {
      if (error instanceof OperationError) await backend.refuse(target, request.body, originOf(request), error);
      throw error;
    }
  }
  return server;
}

function send(reply: FastifyReply, error: OperationError): FastifyReply {
  const { status, body } = errorReply(error);
  const retryAfter = error.details?.retryAfter;
  if (typeof retryAfter === 'number') reply.header('retry-after', Math.ceil(retryAfter));
  return reply.status(status).send(body);
}
