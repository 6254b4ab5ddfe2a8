import { z } from 'zod';
import { OperationError } from '../../../lib/wire/index.ts';
import type { Clock, PaymentProvider, ProviderAnswer, ProviderEvent } from '../../ports/index.ts';
import type { GoogleConfig } from '../config.ts';
import { buyOnDevice } from './device.ts';
import { pushVerifier } from './google-push.ts';
import { accessTokens } from './google-token.ts';
import { requestJson } from './http-json.ts';
import { fromMoney } from './money.ts';

const money = z.object({ currencyCode: z.string(), units: z.string().default('0'), nanos: z.number().default(0) });
const product = z.object({
  /** 0 purchased, 1 cancelled, 2 pending. */
  purchaseState: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  /** 1: consumed. */
  consumptionState: z.number().optional(),
  orderId: z.string().optional(),
  obfuscatedExternalAccountId: z.string().optional(),
});
const partialRefund = z.object({ refundDetails: z.object({ total: money }) });
const order = z.object({
  orderId: z.string(),
  purchaseToken: z.string(),
  state: z.string(),
  total: money,
  orderHistory: z.object({ partialRefundEvents: z.array(partialRefund).default([]) }).optional(),
});
const envelope = z.object({ message: z.object({ data: z.string(), messageId: z.string() }) });
const notification = z.object({
  packageName: z.string(),
  /** notificationType 1: purchased, 2: cancelled. */
  oneTimeProductNotification: z
    .object({ notificationType: z.number(), purchaseToken: z.string(), sku: z.string() })
    .optional(),
  voidedPurchaseNotification: z
    .object({ purchaseToken: z.string(), orderId: z.string(), productType: z.number() })
    .optional(),
});
const ONE_TIME = 2;

/**
 * Purchases in Google Play: `purchases.products.get` says what became of one, `orders.get` what was paid, and Pub/Sub pushes real-time
 * developer notifications, which carry no state of their own. The device buys with the purchase's id as `obfuscatedExternalAccountId`.
 */
export function googleProvider(config: GoogleConfig, clock: Clock): PaymentProvider {
  const { packageName, timeoutMs, deviceUrl } = config;
  const accessToken = accessTokens(config, clock);
  const verifyPush = pushVerifier(config, clock);
  const base = `${config.apiUrl}/androidpublisher/v3/applications/${encodeURIComponent(packageName)}`;
  const ask = async <T>(path: string, schema: z.ZodType<T>, method: 'GET' | 'POST' = 'GET') =>
    requestJson('Google Play', `${base}/${path}`, schema, {
      method,
      headers: { authorization: `Bearer ${await accessToken()}` },
      timeoutMs,
    });
  const productPath = (sku: string, token: string) =>
    `purchases/products/${encodeURIComponent(sku)}/tokens/${encodeURIComponent(token)}`;

  /** What was paid for an order and how much of it was given back, in the minor unit. */
  const paidFor = async (orderId: string, purchaseToken: string) => {
    const found = await ask(`orders/${encodeURIComponent(orderId)}`, order);
    if (found.purchaseToken !== purchaseToken) throw new Error('Google Play answered nonsense: another order');
    const currency = found.total.currencyCode;
    const amount = fromMoney(found.total, currency);
    const parts = found.orderHistory?.partialRefundEvents ?? [];
    const inParts = parts.reduce((sum, { refundDetails }) => sum + fromMoney(refundDetails.total, currency), 0);
    return { amount, currency: currency.toLowerCase(), refunded: found.state === 'REFUNDED' ? amount : inParts };
  };

  const verify = async (purchaseToken: string, sku: string): Promise<ProviderAnswer> => {
    const { purchaseState, orderId, obfuscatedExternalAccountId } = await ask(productPath(sku, purchaseToken), product);
    if (purchaseState === 2) return { state: 'pending' };
    if (purchaseState === 1 || orderId === undefined) return { state: 'failed', reason: 'cancelled' };
    const reference = obfuscatedExternalAccountId ?? null;
    return { state: 'succeeded', ...(await paidFor(orderId, purchaseToken)), reference };
  };

  return {
    name: 'google',
    verify,

    async begin({ idempotencyKey, productId }) {
      if (deviceUrl === undefined) return { providerTxId: null };
      const purchase = { obfuscatedExternalAccountId: idempotencyKey, productId, packageName };
      return { providerTxId: await buyOnDevice(`${deviceUrl}/google/purchases`, purchase, timeoutMs) };
    },

    receiptTxId: async (receipt) => receipt,

    async parseWebhook(rawBody, headers): Promise<ProviderEvent | null> {
      await verifyPush(headers.authorization);
      const { message, told } = read(rawBody);
      if (told.packageName !== packageName) throw malformed('it is about another app');
      const { oneTimeProductNotification: bought, voidedPurchaseNotification: voided } = told;
      const event = { provider: 'google', eventId: message.messageId } as const;
      if (voided?.productType === ONE_TIME) {
        const { purchaseToken, orderId } = voided;
        const { refunded, amount, currency } = await paidFor(orderId, purchaseToken);
        const about = { ...event, providerTxId: purchaseToken, reference: null };
        return { ...about, outcome: 'refunded', amount: refunded === 0 ? amount : refunded, currency };
      }
      if (bought === undefined) return null;
      const { purchaseToken, sku } = bought;
      const { obfuscatedExternalAccountId } = await ask(productPath(sku, purchaseToken), product);
      const about = { ...event, providerTxId: purchaseToken, reference: obfuscatedExternalAccountId ?? null };
      const answer = await verify(purchaseToken, sku);
      if (answer.state === 'pending') return null;
      if (answer.state === 'failed')
        return { ...about, outcome: 'failed', amount: 0, currency: '', reason: answer.reason };
      return { ...about, outcome: 'succeeded', amount: answer.amount, currency: answer.currency };
    },

    async settle(purchaseToken, sku) {
      const { consumptionState } = await ask(productPath(sku, purchaseToken), product);
      if (consumptionState !== 1) await ask(`${productPath(sku, purchaseToken)}:consume`, z.object({}), 'POST');
    },
  };
}

const malformed = (why: string) => new OperationError('permission-denied', `this push is none of ours: ${why}`);

function read(rawBody: string) {
  try {
    const { message } = envelope.parse(JSON.parse(rawBody));
    return { message, told: notification.parse(JSON.parse(Buffer.from(message.data, 'base64').toString())) };
  } catch {
    throw malformed('it holds no developer notification');
  }
}
