import { FaultBoard, type FaultInput } from '../faults/board.ts';
import type { SimEvent, SimPayment } from '../types.ts';

export const samplePayment = (n = 0, over: Partial<SimPayment> = {}): SimPayment => ({
  provider: 'stripe',
  providerTxId: `pi_${n}`,
  reference: `tx-${n}`,
  productId: 'loadgate.tokens.1000',
  currency: 'usd',
  asked: 1999,
  paid: 0,
  refunded: 0,
  state: 'open',
  plan: 'pays',
  openedAt: 0,
  settledAt: null,
  consumed: false,
  metadata: {},
  ...over,
});

export const sampleEvent = (n = 0): SimEvent => ({
  eventId: `evt_${n}`,
  provider: 'stripe',
  kind: 'succeeded',
  payment: samplePayment(n, { state: 'succeeded', paid: 1999 }),
  at: 0,
});

/** A board with one fault on it. */
export function boardWith(fault: FaultInput): FaultBoard & { id: string } {
  const board = new FaultBoard(1, () => 0);
  return Object.assign(board, { id: board.apply(fault).id });
}

export const requestOf = (n: number, ordinal = 1) => ({ provider: 'stripe' as const, key: `GET /${n}`, ordinal });
export const ALL = Array.from({ length: 1000 }, (_, n) => n);
