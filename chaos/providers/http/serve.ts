import Fastify, { type FastifyInstance } from 'fastify';

/** Purchase tokens are longer than the router's own limit. */
const MAX_PARAMETER = 500;

/** A Fastify instance whose answers to faulty requests are the provider's own, and that ends at once. */
export function serverOf(
  errorBody: (status: number, message: string) => unknown,
  statusOf: (error: unknown) => { status: number; message: string } = statusOfFastify,
): FastifyInstance {
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: MAX_PARAMETER },
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)));
  });
  // Clients send a content type without a body (`…:consume`).
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, String(body) === '' ? {} : JSON.parse(String(body)));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, message } = statusOf(error);
    return reply.code(status).send(errorBody(status, message));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(errorBody(404, `the simulator does not serve ${request.method} ${request.url}`)),
  );
  return app;
}

function statusOfFastify(error: unknown): { status: number; message: string } {
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  return { status: statusCode, message };
}

/** Binds to loopback (or another host) and returns the address. */
export const listen = (app: FastifyInstance, host: string, port: number): Promise<string> => app.listen({ host, port });
