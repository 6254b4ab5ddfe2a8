import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type HttpsFunction, onRequest } from 'firebase-functions/https';
import { parseJson } from '../embedded/parse-json.ts';
import { mountRoutes } from '../embedded/routes.ts';
import { bareServer } from '../embedded/server.ts';
import type { Instance } from './instance.ts';
import type { FunctionsSettings } from './settings.ts';
import type { Verifier } from './verify.ts';

/** The platform has read the body before a function sees the request. */
type ReadRequest = IncomingMessage & { readonly rawBody?: Buffer };

/** The modules' plain routes (REST flags, webhooks, streams) as one function, served by the same code as in the embedded host. */
export function apiFunction(settings: FunctionsSettings, instance: () => Instance, verifier: Verifier): HttpsFunction {
  let ready: Promise<FastifyInstance> | undefined;
  return onRequest(
    {
      ...settings.resources,
      region: settings.region,
      secrets: [...settings.secrets],
      invoker: 'public',
      // A stream of flag changes stays open until the client leaves or this is over.
      timeoutSeconds: 3_600,
    },
    async (request, response) => {
      ready ??= serverOf(instance(), verifier);
      request.url = asEmbedded(request.url);
      (await ready).server.emit('request', request, response);
    },
  );
}

/**
 * The function's own name is not in the paths that it sees. With it put back, `<base>/api/flags` is the same under both hosts, so that whoever talks to a target
 * needs one address.
 */
const asEmbedded = (url: string): string => url.replace(/^\/flags(?=[/?]|$)/, '/api/flags');

async function serverOf({ backend, log }: Instance, verifier: Verifier): Promise<FastifyInstance> {
  const server = bareServer(log);
  server.addContentTypeParser('application/json', (request, raw: ReadRequest, done) => {
    request.rawBody = raw.rawBody?.toString('utf8') ?? '';
    parseJson(request.rawBody, done);
  });
  mountRoutes(server, { backend, ...verifier });
  await server.ready();
  return server;
}
