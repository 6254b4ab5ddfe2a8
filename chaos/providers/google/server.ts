import { type KeyObject, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { packByProduct } from '../../../lib/packs/index.ts';
import type { SimClock } from '../clock.ts';
import { serverOf } from '../http/serve.ts';
import { verifiedClaims } from '../jwt.ts';
import type { SimPayment } from '../types.ts';
import type { PaymentWorld } from '../world.ts';
import { orderIdOf } from './developer-notifications.ts';

/** Google's error object. */
export const googleError = (status: number, message: string) => ({
  error: {
    code: status,
    message,
    status: status === 404 ? 'NOT_FOUND' : status === 401 ? 'UNAUTHENTICATED' : 'UNKNOWN',
  },
});

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_SECONDS = 3600;
const PURCHASE_STATE = { succeeded: 0, failed: 1, abandoned: 2, open: 2 } as const;

export interface GoogleParts {
  readonly world: PaymentWorld;
  readonly clock: SimClock;
  readonly packageName: string;
  readonly serviceAccount: { readonly email: string; readonly publicKey: KeyObject };
  /** The public keys that push tokens are verified with, as a JWK set. */
  readonly certs: () => unknown;
}

/** The token service, the part of androidpublisher v3 that one-time purchases need, and the customer's device that buys. */
export function googleServer({ world, clock, packageName, serviceAccount, certs }: GoogleParts): FastifyInstance {
  const app = serverOf(googleError);
  const accessTokens = new Map<string, number>();

  app.post('/token', (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const { email, publicKey } = serviceAccount;
    const claims = verifiedClaims(form.get('assertion') ?? '', 'RS256', publicKey, clock.earliest());
    if (form.get('grant_type') !== GRANT || claims?.iss !== email) {
      return reply.code(400).send({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    }
    const accessToken = `ya29.${randomBytes(24).toString('base64url')}`;
    accessTokens.set(accessToken, clock.now() + TOKEN_SECONDS * 1000);
    return reply.send({ access_token: accessToken, expires_in: TOKEN_SECONDS, token_type: 'Bearer' });
  });

  app.get('/oauth2/v3/certs', (_request, reply) => reply.send(certs()));

  app.addHook('preHandler', async (request, reply) => {
    if (!request.url.startsWith('/androidpublisher/')) return;
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if ((accessTokens.get(token) ?? 0) > clock.earliest()) return;
    await reply.code(401).send(googleError(401, 'Request had invalid authentication credentials.'));
  });

  const base = '/androidpublisher/v3/applications/:packageName';
  const purchase = (params: { packageName: string; sku: string; token: string }): SimPayment | undefined => {
    const payment = world.payments.get(params.token);
    const ours =
      params.packageName === packageName && payment?.provider === 'google' && payment.productId === params.sku;
    return ours ? payment : undefined;
  };
  type Purchase = { Params: { packageName: string; sku: string; token: string } };

  app.get<Purchase>(`${base}/purchases/products/:sku/tokens/:token`, (request, reply) => {
    const payment = purchase(request.params);
    if (!payment) return reply.code(404).send(googleError(404, 'The purchase token was not found.'));
    return reply.send({
      kind: 'androidpublisher#productPurchase',
      purchaseTimeMillis: String(payment.openedAt),
      purchaseState: PURCHASE_STATE[payment.state],
      consumptionState: payment.consumed ? 1 : 0,
      acknowledgementState: payment.consumed ? 1 : 0,
      orderId: orderIdOf(payment.providerTxId),
      obfuscatedExternalAccountId: payment.reference,
      regionCode: 'US',
    });
  });

  // `:token:consume` is one path segment; a parameter may end before the verb.
  app.post<Purchase>(`${base}/purchases/products/:sku/tokens/:token(^[^:]+)::consume`, (request, reply) => {
    const payment = purchase(request.params);
    if (payment?.state !== 'succeeded') return reply.code(400).send(googleError(400, 'The purchase is not purchased.'));
    payment.consumed = true;
    return reply.code(204).send();
  });

  app.get<{ Params: { packageName: string; orderId: string } }>(`${base}/orders/:orderId`, (request, reply) => {
    const { orderId } = request.params;
    const payment = world.payments
      .values()
      .find((one) => one.provider === 'google' && orderIdOf(one.providerTxId) === orderId);
    if (!payment || payment.paid === 0) return reply.code(404).send(googleError(404, 'The order was not found.'));
    return reply.send(orderOf(payment));
  });

  app.post<{ Body: Record<string, unknown> }>('/google/purchases', (request, reply) => {
    const { obfuscatedExternalAccountId: reference, productId, packageName: sold } = request.body;
    const pack = packByProduct(String(productId));
    if (typeof reference !== 'string' || pack === undefined || sold !== packageName) {
      return reply.code(400).send(googleError(400, `no product ${String(productId)} of ${String(sold)} is sold here`));
    }
    const { amount, currency } = pack;
    const { providerTxId } = world.open({ provider: 'google', reference, productId: pack.productId, amount, currency });
    return reply.send({ providerTxId });
  });

  // What the phone holds once it has bought.
  app.get<{ Params: { reference: string } }>('/google/purchases/:reference', (request, reply) => {
    const payment = world.find('google', request.params.reference);
    if (payment?.state !== 'succeeded') return reply.code(404).send(googleError(404, 'nothing was bought'));
    return reply.send({ receipt: payment.providerTxId });
  });
  return app;
}

/** An `Order` of androidpublisher v3; the fields that say what was paid and given back. */
function orderOf({ providerTxId, productId, paid, refunded, currency }: SimPayment) {
  const money = (minor: number) => ({
    currencyCode: currency.toUpperCase(),
    units: String(Math.floor(minor / 100)),
    nanos: (minor % 100) * 10_000_000,
  });
  const parts = refunded > 0 && refunded < paid ? [{ refundDetails: { total: money(refunded) } }] : [];
  return {
    orderId: orderIdOf(providerTxId),
    purchaseToken: providerTxId,
    state: refunded === 0 ? 'PROCESSED' : refunded === paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
    total: money(paid),
    tax: money(0),
    lineItems: [{ productId, total: money(paid) }],
    orderHistory: { partialRefundEvents: parts },
  };
}
