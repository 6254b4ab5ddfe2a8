import type { FastifyInstance } from 'fastify';
import type { Provider } from '../../../lib/api/index.ts';
import type { FaultBoard } from '../faults/board.ts';

/** Requests of the control address are named so by the client; everything else that arrives is a provider's. */
export function installFaults(
  app: FastifyInstance,
  provider: Provider,
  board: FaultBoard,
  errorBody: (status: number, message: string) => unknown,
): void {
  const seen = new Map<string, number>();
  const answersToLose = new WeakSet<object>();

  app.addHook('onRequest', async (request, reply) => {
    const key = `${request.method} ${request.url} ${request.headers['idempotency-key'] ?? ''}`;
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    for (const effect of board.requestEffects({ provider, key, ordinal })) {
      switch (effect.type) {
        case 'delay':
          await new Promise((resolve) => setTimeout(resolve, effect.ms));
          break;
        case 'lose-answer':
          answersToLose.add(request);
          break;
        case 'status':
          return reply.code(effect.status).send(errorBody(effect.status, 'a simulated fault'));
        case 'garbage':
          return reply.code(200).type('application/json').send(effect.body);
        case 'hang':
          reply.hijack();
          await effect.released;
          request.raw.socket.destroy();
          return reply;
        case 'drop':
          reply.hijack();
          request.raw.socket.destroy();
          return reply;
      }
    }
    return undefined;
  });

  app.addHook('onSend', async (request, _reply, payload) => {
    if (answersToLose.has(request)) request.raw.socket.destroy();
    return payload;
  });
}
