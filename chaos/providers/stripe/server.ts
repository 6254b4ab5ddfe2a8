import type { FastifyInstance } from 'fastify';
import { serverOf } from '../http/serve.ts';
import type { SimPayment } from '../types.ts';
import type { PaymentWorld } from '../world.ts';
import { paymentIntent } from './objects.ts';

/** Stripe's error object. */
export const stripeError = (status: number, message: string) => ({
  error: { type: status >= 500 ? 'api_error' : 'invalid_request_error', message },
});

/**
 * The part of Stripe's API that PaymentIntents need: create (idempotent by `Idempotency-Key`), retrieve and refund. Bodies are forms with
 * bracketed keys, as the SDK sends them.
 */
export function stripeServer(world: PaymentWorld, secretKey: string): FastifyInstance {
  const app = serverOf(stripeError);
  app.addHook('preHandler', async (request, reply) => {
    if (request.headers.authorization === `Bearer ${secretKey}`) return;
    await reply.code(401).send(stripeError(401, 'Invalid API Key provided'));
  });

  app.post('/v1/payment_intents', async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const amount = Number(form.get('amount'));
    const currency = form.get('currency') ?? '';
    if (!Number.isSafeInteger(amount) || amount <= 0)
      return reply.code(400).send(stripeError(400, 'Invalid integer: amount'));
    if (!/^[a-z]{3}$/.test(currency)) return reply.code(400).send(stripeError(400, 'Invalid currency'));
    const metadata = metadataOf(form);
    const key = request.headers['idempotency-key'];
    const reference = typeof key === 'string' ? key : `no-key-${world.payments.size}`;
    const productId = metadata.productId ?? '';
    const payment = world.open({ provider: 'stripe', reference, productId, amount, currency, metadata });
    if (payment.asked !== amount || payment.currency !== currency) {
      const message =
        'Keys for idempotent requests can only be used with the same parameters they were first used with';
      return reply.code(400).send({ error: { type: 'idempotency_error', message } });
    }
    return paymentIntent(payment);
  });

  app.get<{ Params: { id: string }; Querystring: Record<string, string> }>(
    '/v1/payment_intents/:id',
    (request, reply) => {
      const payment = stripePayment(world, request.params.id);
      if (!payment) return reply.code(404).send(stripeError(404, `No such payment_intent: '${request.params.id}'`));
      const expanded = Object.entries(request.query).some(
        ([key, value]) => key.startsWith('expand') && value === 'latest_charge',
      );
      return reply.send(paymentIntent(payment, expanded));
    },
  );

  app.post('/v1/refunds', async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const id = form.get('payment_intent') ?? '';
    const amount = form.get('amount');
    if (!stripePayment(world, id)) return reply.code(404).send(stripeError(404, `No such payment_intent: '${id}'`));
    try {
      const { currency, refunded } = world.refund(id, amount === null ? undefined : Number(amount));
      return {
        id: `re_${id.slice(3)}`,
        object: 'refund',
        amount: refunded,
        currency,
        payment_intent: id,
        status: 'succeeded',
      };
    } catch (error) {
      return reply.code(400).send(stripeError(400, (error as Error).message));
    }
  });
  return app;
}

function stripePayment(world: PaymentWorld, id: string): SimPayment | undefined {
  const payment = world.payments.get(id);
  return payment?.provider === 'stripe' ? payment : undefined;
}

function metadataOf(form: URLSearchParams): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [key, value] of form) {
    const name = /^metadata\[(.+)\]$/.exec(key)?.[1];
    if (name !== undefined) metadata[name] = value;
  }
  return metadata;
}
