/** Tells people: an outbox written with the state that it speaks of, delivered to Slack, Discord, a webhook or by e-mail. */
import type { Module } from '../operations/index.ts';
import type { ConfiguredChannel } from './channels.ts';
import { deliveryHandler } from './deliver.ts';
import { operations } from './operations.ts';

export { type ConfiguredChannel, channelsFromEnv } from './channels.ts';
export { enqueueNotification } from './outbox.ts';

/** With no channels, notifications are kept for the operators' page only. */
export const notificationsModule = (channels: readonly ConfiguredChannel[]): Module => ({
  name: 'notifications',
  operations,
  jobs: [deliveryHandler(channels)],
});
