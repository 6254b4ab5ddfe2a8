import type { JobHandler, SystemContext } from '../operations/index.ts';
import { accepts, type ConfiguredChannel } from './channels.ts';
import {
  DELIVERY_JOB,
  type DeliveryDoc,
  deliveryJob,
  deliveryPath,
  type NotificationDoc,
  notificationPath,
} from './outbox.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Waits between the attempts on one channel; after the last the delivery is dead. */
export const RETRY_DELAYS_MS = [10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE];

/**
 * Delivers one notification on every channel that has not acknowledged it yet, each with its own attempts, so that one channel's outage
 * does not hold up the others. A process that dies between the acknowledgement and its record sends that channel the message again.
 */
export const deliveryHandler = (channels: readonly ConfiguredChannel[]): JobHandler => ({
  kind: DELIVERY_JOB,
  feature: 'notifications',
  run: async (ctx, payload) => {
    const key = String(payload.key);
    const notification = (await ctx.store.get<NotificationDoc>(notificationPath(key)))?.data;
    if (notification === undefined) return;
    const wanted = channels.filter((channel) => accepts(channel, notification.severity));
    const paths = wanted.map(({ channel }) => deliveryPath(channel.name, key));
    const deliveries = await ctx.store.getAll<DeliveryDoc>(paths);
    const outcomes = await Promise.all(
      wanted.map((channel, index) => attempt(ctx, channel, notification, deliveries[index]?.data ?? null)),
    );
    const waiting = outcomes.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]));
    if (waiting.length === 0) return;
    await ctx.store.batch((writer) => ctx.scheduler.schedule(writer, deliveryJob(key, Math.min(...waiting))));
  },
});

async function attempt(
  ctx: SystemContext,
  { channel }: ConfiguredChannel,
  notification: NotificationDoc,
  before: DeliveryDoc | null,
): Promise<Pick<DeliveryDoc, 'nextAt'>> {
  const due = before === null || (before.state === 'waiting' && (before.nextAt ?? 0) <= ctx.clock.now());
  if (!due) return { nextAt: before.nextAt };
  const error = await failureOf(() => channel.send(notification));
  const attempts = (before?.attempts ?? 0) + 1;
  const at = ctx.clock.now();
  const delay = error === null ? undefined : RETRY_DELAYS_MS[attempts - 1];
  const state = error === null ? 'delivered' : delay === undefined ? 'dead' : 'waiting';
  const { key } = notification;
  const after: DeliveryDoc = {
    key,
    channel: channel.name,
    state,
    attempts,
    at,
    nextAt: delay === undefined ? null : at + delay,
    error,
  };
  await ctx.store.batch((writer) => writer.set(deliveryPath(channel.name, key), after));
  if (state !== 'delivered') ctx.log.warn('notification not delivered', { key, channel: channel.name, state, error });
  return after;
}

async function failureOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).slice(0, 200);
  }
}
