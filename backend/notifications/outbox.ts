import { isKey, type SystemContext } from '../operations/index.ts';
import type { Notification, Writer } from '../ports/index.ts';

/** `notifications/{key}`: what people are to hear of. */
export type NotificationDoc = Notification & { readonly at: number };

/** `notificationDeliveries/{channel}:{key}`: what became of it on one channel. */
export type DeliveryDoc = {
  readonly key: string;
  readonly channel: string;
  /** `dead`: given up after the last attempt; kept for people, who can have it tried again. */
  readonly state: 'waiting' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly at: number;
  /** When the next attempt is due, while waiting. */
  readonly nextAt: number | null;
  readonly error: string | null;
};

export const DELIVERY_JOB = 'notifications.deliver';
export const notificationPath = (key: string): string => `notifications/${key}`;
export const deliveryPath = (channel: string, key: string): string => `notificationDeliveries/${channel}:${key}`;
export const deliveryJob = (key: string, dueAt: number) => ({
  jobId: `notify:${key}`,
  kind: DELIVERY_JOB,
  dueAt,
  payload: { key },
});

/**
 * Puts a notification into the caller's own transaction or batch: it goes out exactly if the state that it speaks of was committed.
 * One delivery per channel and key, however often the same key is enqueued.
 * @throws Error for a key that cannot be a document id
 */
export function enqueueNotification(
  ctx: Pick<SystemContext, 'clock' | 'scheduler'>,
  writer: Writer,
  notification: Notification,
): void {
  const { key, severity, title, body, source } = notification;
  if (!isKey(key)) throw new Error(`"${key}" cannot be the key of a notification: use A-Z a-z 0-9 _ . : ~ -`);
  const at = ctx.clock.now();
  writer.set(notificationPath(key), { key, severity, title, body, source, at });
  ctx.scheduler.schedule(writer, deliveryJob(key, at));
}
