import { z } from 'zod';
import { OperationError } from '../../lib/wire/index.ts';
import { callerId, defineOperation, newestFirst, type Operation, pageFields } from '../operations/index.ts';
import { type MessageDoc, messagesOf } from './documents.ts';

/**
 * The messages of a chat, newest first, for its two participants: their ids are the chat's id, so that this needs no read. Bills one read per
 * message. In degraded mode there is no history: the newest page only.
 */
export const getChatMessages: Operation = defineOperation<'getChatMessages'>({
  name: 'getChatMessages',
  summary: 'The messages of a chat, newest first',
  access: 'user',
  feature: 'chat',
  flag: 'chat_history',
  service: 'chat',
  input: z.strictObject({
    chatId: z.string().regex(/^[^_/]{1,128}_[^_/]{1,128}$/, 'give the chatId of a sent message, such as u1_u2'),
    ...pageFields,
  }),
  output: z.strictObject({
    messages: z.array(
      z.strictObject({ messageId: z.string(), senderId: z.string(), text: z.string(), at: z.number() }),
    ),
    nextCursor: z.string().nullable(),
  }),
  handler: async (ctx, { chatId, ...page }) => {
    if (!chatId.split('_').includes(callerId(ctx))) {
      throw new OperationError('permission-denied', 'chatId: only the two participants may read a chat', {
        field: 'chatId',
      });
    }
    const { docs, nextCursor } = await newestFirst<MessageDoc>(ctx, { collection: messagesOf(chatId) }, page);
    const messages = docs.map(({ id, data: { senderId, text, at } }) => ({ messageId: id, senderId, text, at }));
    return { messages, nextCursor };
  },
});
