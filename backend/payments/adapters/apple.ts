import { z } from 'zod';
import { OperationError } from '../../../lib/wire/index.ts';
import type { PaymentProvider, ProviderAnswer, ProviderEvent } from '../../ports/index.ts';
import type { AppleConfig } from '../config.ts';
import { buyOnDevice } from './device.ts';
import { fromMilliunits } from './money.ts';

type Library = typeof import('@apple/app-store-server-library');
/** The App Store's "transaction id not found": not an answer about the payment. */
const NOT_FOUND = 4040010;
const FULL_REVOCATION = 100_000;

const signedTransaction = z.object({
  transactionId: z.string(),
  bundleId: z.string(),
  productId: z.string(),
  price: z.number(),
  currency: z.string(),
  appAccountToken: z.string().nullish(),
  revocationDate: z.number().nullish(),
  /** Thousandths of a percent. */
  revocationPercentage: z.number().nullish(),
});
type SignedTransaction = z.infer<typeof signedTransaction>;
const notificationBody = z.object({ signedPayload: z.string() });

/**
 * Purchases in the App Store: transactions and server notifications (version 2) are signed by Apple and verified by Apple's own library
 * against the configured root certificates. The device buys with the purchase's id as its `appAccountToken`.
 */
export function appleProvider(config: AppleConfig): PaymentProvider {
  let loading: Promise<ReturnType<typeof toolsOf>> | undefined;
  const tools = () => {
    loading ??= import('@apple/app-store-server-library').then((library) => toolsOf(library, config));
    return loading;
  };

  return {
    name: 'apple',

    async begin({ idempotencyKey, productId }) {
      const { deviceUrl, bundleId } = config;
      if (deviceUrl === undefined) return { providerTxId: null };
      const purchase = { appAccountToken: idempotencyKey, productId, bundleId };
      return { providerTxId: await buyOnDevice(`${deviceUrl}/apple/purchases`, purchase, config.timeoutMs) };
    },

    async verify(providerTxId): Promise<ProviderAnswer> {
      const { client, library, transactionOf } = await tools();
      let signed: string | undefined;
      try {
        signed = (await client.getTransactionInfo(providerTxId)).signedTransactionInfo;
      } catch (error) {
        if (!(error instanceof library.APIException)) throw error;
        if (error.apiError === NOT_FOUND) return { state: 'pending' };
        throw new Error(`the App Store answered ${error.httpStatusCode}`);
      }
      if (signed === undefined) throw new Error('the App Store answered nonsense: no signed transaction');
      const transaction = await transactionOf(signed).catch((error: unknown) => {
        if (!(error instanceof library.VerificationException)) throw error;
        throw new Error('the App Store answered nonsense: a transaction that it has not signed');
      });
      if (transaction.transactionId !== providerTxId) {
        throw new Error('the App Store answered nonsense: another transaction');
      }
      const { appAccountToken } = transaction;
      return { state: 'succeeded', ...moneyOf(transaction), reference: appAccountToken ?? null };
    },

    async receiptTxId(receipt) {
      const { library, transactionOf } = await tools();
      try {
        return (await transactionOf(receipt)).transactionId;
      } catch (error) {
        if (!(error instanceof library.VerificationException) && !(error instanceof z.ZodError)) throw error;
        throw new OperationError('invalid-argument', 'receipt: give the signed transaction of StoreKit', {
          field: 'receipt',
        });
      }
    },

    async parseWebhook(rawBody): Promise<ProviderEvent | null> {
      const { verifier, library, transactionOf } = await tools();
      try {
        const { signedPayload } = notificationBody.parse(JSON.parse(rawBody));
        const { notificationType, notificationUUID, data } = await verifier.verifyAndDecodeNotification(signedPayload);
        const outcome = notificationType === undefined ? undefined : OUTCOMES[notificationType];
        if (outcome === undefined || notificationUUID === undefined || data?.signedTransactionInfo === undefined)
          return null;
        return eventOf(notificationUUID, outcome, await transactionOf(data.signedTransactionInfo));
      } catch (error) {
        const isForged =
          error instanceof library.VerificationException || error instanceof SyntaxError || error instanceof z.ZodError;
        if (!isForged) throw error;
        throw new OperationError('permission-denied', 'this notification is not signed by Apple for this app');
      }
    },
  };
}

const OUTCOMES: Readonly<Record<string, ProviderEvent['outcome']>> = {
  ONE_TIME_CHARGE: 'succeeded',
  REFUND: 'refunded',
  REVOKE: 'refunded',
};

function moneyOf({ price, currency, revocationDate, revocationPercentage }: SignedTransaction) {
  const amount = fromMilliunits(price, currency);
  const share = revocationDate ? (revocationPercentage ?? FULL_REVOCATION) / FULL_REVOCATION : 0;
  return { amount, currency: currency.toLowerCase(), refunded: Math.round(amount * share) };
}

function eventOf(eventId: string, outcome: ProviderEvent['outcome'], transaction: SignedTransaction): ProviderEvent {
  const { amount, currency, refunded } = moneyOf(transaction);
  return {
    provider: 'apple',
    eventId,
    providerTxId: transaction.transactionId,
    reference: transaction.appAccountToken ?? null,
    outcome,
    amount: outcome === 'refunded' ? refunded : amount,
    currency,
  };
}

function toolsOf(library: Library, config: AppleConfig) {
  const { AppStoreServerAPIClient, SignedDataVerifier, Environment } = library;
  const { apiUrl, timeoutMs, bundleId, appAppleId, onlineChecks } = config;
  const environment = config.environment === 'Production' ? Environment.PRODUCTION : Environment.SANDBOX;

  /** The library knows Apple's addresses only; everything else about a request stays the library's. */
  class Client extends AppStoreServerAPIClient {
    protected override makeFetchRequest(...[path, query, method, body, headers]: FetchArguments): never {
      const url = `${apiUrl ?? DEFAULT_URLS[config.environment]}${path}?${query}`;
      const signal = AbortSignal.timeout(timeoutMs);
      const init = { method, headers, signal, ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }) };
      // node-fetch's type of a response; the library uses what both have in common.
      return fetch(url, init) as never;
    }
  }
  const roots = config.rootCertificates.map((certificate) => Buffer.from(certificate, 'base64'));
  const verifier = new SignedDataVerifier(roots, onlineChecks, environment, bundleId, appAppleId);
  const { privateKey, keyId, issuerId } = config;
  return {
    library,
    verifier,
    client: new Client(privateKey, keyId, issuerId, bundleId, environment),
    transactionOf: async (signed: string): Promise<SignedTransaction> =>
      signedTransaction.parse(await verifier.verifyAndDecodeTransaction(signed)),
  };
}

type FetchArguments = [
  path: string,
  query: URLSearchParams,
  method: string,
  body: string | Buffer | undefined,
  headers: { [key: string]: string },
];

const DEFAULT_URLS = {
  Production: 'https://api.storekit.itunes.apple.com',
  Sandbox: 'https://api.storekit-sandbox.itunes.apple.com',
} as const;
