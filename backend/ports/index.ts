/** Everything that the domain folders need from outside, as interfaces; adapters and hosts supply them. */
export type { Clock } from './clock.ts';
export { ManualClock } from './clock.ts';
export type { Logger } from './logger.ts';
export type { Notification, NotifierChannel } from './notifier.ts';
export type { PaymentProvider, ProviderAnswer, ProviderEvent } from './payment-provider.ts';
export type { Random } from './random.ts';
export type { JobSpec, Scheduler } from './scheduler.ts';
export type {
  Doc,
  DocData,
  Filter,
  FilterOp,
  Precondition,
  Query,
  Reader,
  Sentinel,
  Store,
  Transaction,
  Value,
  WriteData,
  Writer,
} from './store.ts';
export { deleteField, increment, serverTimestamp } from './store.ts';
