import type { FastifyInstance } from 'fastify';

/**
 * Lets web apps of other origins call, as Firebase's callable functions do: whoever calls is told by a bearer token, which no page has but the one that got it, and
 * never by a cookie. Requests without an origin, which is all load, pay one comparison.
 */
export function allowOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { origin, 'access-control-request-headers': wanted } = request.headers;
    if (origin === undefined) return done();
    reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
    if (request.method !== 'OPTIONS') return done();
    reply.header('access-control-allow-methods', 'GET,PUT,POST,DELETE').header('access-control-max-age', '3600');
    if (wanted !== undefined) reply.header('access-control-allow-headers', wanted);
    reply.status(204).send();
  });
}
