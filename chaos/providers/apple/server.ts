import type { KeyObject } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { packByProduct } from '../../../lib/packs/index.ts';
import type { SimClock } from '../clock.ts';
import { serverOf } from '../http/serve.ts';
import { verifiedClaims } from '../jwt.ts';
import type { PaymentWorld } from '../world.ts';
import type { Authority } from './certificates.ts';
import { type AppleApp, signedTransaction } from './signed-data.ts';

/** The App Store Server API's error object; 4040010 is "transaction id not found". */
export const appleError = (status: number, errorMessage: string) => ({
  errorCode: status === 404 ? 4_040_010 : status * 10_000,
  errorMessage,
});

export interface AppleParts {
  readonly world: PaymentWorld;
  readonly clock: SimClock;
  readonly authority: Authority;
  readonly app: AppleApp;
  /** The public half of the App Store Connect key that clients sign their tokens with. */
  readonly connectKey: KeyObject;
}

/** The App Store Server API's transaction look-up, and the customer's device that buys. */
export function appleServer({ world, clock, authority, app: sold, connectKey }: AppleParts): FastifyInstance {
  const app = serverOf(appleError);

  app.get<{ Params: { id: string } }>('/inApps/v1/transactions/:id', (request, reply) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const claims = verifiedClaims(token, 'ES256', connectKey, clock.earliest());
    if (claims?.aud !== 'appstoreconnect-v1' || claims.bid !== sold.bundleId) {
      return reply.code(401).send({ errorCode: 4_010_000, errorMessage: 'Unauthenticated' });
    }
    const payment = world.payments.get(request.params.id);
    // What was not paid is no transaction.
    if (payment?.provider !== 'apple' || payment.state !== 'succeeded') {
      return reply.code(404).send(appleError(404, 'Transaction id not found.'));
    }
    return reply.send({ signedTransactionInfo: signedTransaction(authority, sold, payment, clock.now()) });
  });

  app.post<{ Body: Record<string, unknown> }>('/apple/purchases', (request, reply) => {
    const { appAccountToken, productId, bundleId } = request.body;
    const pack = packByProduct(String(productId));
    if (typeof appAccountToken !== 'string' || pack === undefined || bundleId !== sold.bundleId) {
      return reply
        .code(400)
        .send(appleError(400, `no product ${String(productId)} of ${String(bundleId)} is sold here`));
    }
    const { amount, currency } = pack;
    const product = pack.productId;
    const { providerTxId } = world.open({
      provider: 'apple',
      reference: appAccountToken,
      productId: product,
      amount,
      currency,
    });
    return reply.send({ providerTxId });
  });

  // What the phone holds once it has bought.
  app.get<{ Params: { reference: string } }>('/apple/purchases/:reference', (request, reply) => {
    const payment = world.find('apple', request.params.reference);
    if (payment?.state !== 'succeeded') return reply.code(404).send(appleError(404, 'nothing was bought'));
    return reply.send({ receipt: signedTransaction(authority, sold, payment, clock.now()) });
  });
  return app;
}
