import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { defineAdminOperation, keyField, limitField, type Operation, type SystemContext } from '../operations/index.ts';
import { type DeliveryDoc, deliveryJob, type NotificationDoc } from './outbox.ts';

const delivery = z.object({
  key: z.string(),
  channel: z.string(),
  state: z.enum(['waiting', 'delivered', 'dead']),
  attempts: z.number(),
  at: z.number(),
  nextAt: z.number().nullable(),
  error: z.string().nullable(),
});
const notification = z.object({
  key: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  title: z.string(),
  body: z.string(),
  source: z.string(),
  at: z.number(),
});

const byKey = (key: string) => ({
  collection: 'notificationDeliveries',
  where: [['key', '==', key] as const],
});

const list = defineAdminOperation({
  name: 'listNotifications',
  summary: 'The newest notifications, with what became of each on each channel.',
  access: 'admin',
  feature: 'notifications',
  flag: null,
  input: z.strictObject({ limit: limitField(100).default(20) }),
  output: z.object({ notifications: z.array(notification.extend({ deliveries: z.array(delivery) })) }),
  handler: async ({ store }, { limit }) => {
    const docs = await store.query<NotificationDoc>({
      collection: 'notifications',
      orderBy: [['at', 'desc']],
      limit,
    });
    const notifications = await Promise.all(
      docs.map(async ({ data }) => ({
        ...data,
        deliveries: (await store.query<DeliveryDoc>(byKey(data.key))).map((doc) => doc.data),
      })),
    );
    return { notifications };
  },
});

const listDead = defineAdminOperation({
  name: 'listDeadNotifications',
  summary: 'Deliveries that were given up, the newest first.',
  access: 'admin',
  feature: 'notifications',
  flag: null,
  input: z.strictObject({ limit: limitField(100).default(20) }),
  output: z.object({ deliveries: z.array(delivery) }),
  handler: async ({ store }, { limit }) => {
    const docs = await store.query<DeliveryDoc>({
      collection: 'notificationDeliveries',
      where: [['state', '==', 'dead']],
      orderBy: [['at', 'desc']],
      limit,
    });
    return { deliveries: docs.map(({ data }) => data) };
  },
});

/** Forgets the failed attempts of a notification, so that its delivery starts anew on the channels that gave up. */
export async function retryNotification(
  ctx: Pick<SystemContext, 'store' | 'clock' | 'scheduler'>,
  key: string,
): Promise<number> {
  return ctx.store.transaction(async (tx) => {
    const dead = (await tx.query<DeliveryDoc>(byKey(key))).filter(({ data }) => data.state === 'dead');
    if (dead.length === 0) {
      throw new OperationError('not-found', `no delivery of "${key}" was given up: listDeadNotifications shows them`);
    }
    for (const { path } of dead) tx.delete(path);
    ctx.scheduler.schedule(tx, deliveryJob(key, ctx.clock.now()));
    return dead.length;
  });
}

const retry = defineAdminOperation({
  name: 'retryNotification',
  summary: 'Tries a notification again on the channels where it was given up.',
  access: 'admin',
  feature: 'notifications',
  flag: null,
  input: z.strictObject({ key: keyField }),
  output: z.object({ retried: z.number() }),
  handler: async (ctx, { key }) => ({ retried: await retryNotification(ctx, key) }),
});

export const operations: readonly Operation[] = [list, listDead, retry];
