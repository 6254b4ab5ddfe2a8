import type { ResponseOf } from '../../../lib/api/index.ts';
import type { TicketDoc } from '../../support/index.ts';
import type { WalletDoc } from '../../wallet/index.ts';
import type { TransactionDoc } from '../index.ts';
import type { paymentsWorld } from './payments-world.ts';

export const MINUTE = 60_000;
type World = ReturnType<typeof paymentsWorld>;

export const buy = (world: World, over: object = {}, uid = 'u1') =>
  world.call(uid, 'purchaseTokens', {
    purchaseId: 'p1',
    provider: 'stripe',
    packId: 'tokens-1000',
    ...over,
  }) as Promise<ResponseOf<'purchaseTokens'>>;
export const balance = async ({ store }: World, uid = 'u1') =>
  (await store.get<WalletDoc>(`wallets/${uid}`))?.data.balance ?? 0;
export const transaction = async ({ store }: World, id: string) =>
  (await store.get<TransactionDoc>(`pendingTransactions/${id}`))?.data;
export const tickets = async ({ store }: World) =>
  (await store.query<TicketDoc>({ collection: 'supportTickets' })).map(({ id, data }) => [
    id.split(':')[1],
    data.status,
  ]);
export const audit = async (world: World, transactionId: string) => {
  const { entries } = (await world.call('admin', 'getPaymentAudit', { transactionId })) as {
    entries: { action: string; via: string; from: string | null; to: string }[];
  };
  return entries.map(({ action, via, from, to }) => `${action} via ${via}: ${from ?? 'nothing'} → ${to}`);
};
/** Pays at the provider and returns the event that tells of it, not yet delivered. */
export const pay = ({ stripe }: World, reference: string, over: object = {}) => {
  const payment = stripe.paymentOf(reference);
  Object.assign(payment, { state: 'succeeded' }, over);
  return stripe.eventFor(payment);
};
