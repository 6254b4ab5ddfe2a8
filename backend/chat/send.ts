import { z } from 'zod';
import type { ResponseOf } from '../../lib/api/index.ts';
import { hasCode, OperationError } from '../../lib/wire/index.ts';
import { callerId, defineOperation, keyField, type Operation, pairId, userIdField } from '../operations/index.ts';
import type { Store } from '../ports/index.ts';
import { balanceOf, COMMISSION_ACCOUNT, post, readWallets, userAccount } from '../wallet/index.ts';
import { type ChatDoc, chatPath, type MessageDoc, messagePath } from './documents.ts';
import { CHAT_PRICES, splitPrice } from './prices.ts';

const MAX_TEXT = 2000;
/** A popular recipient's wallet is the only document that senders share; their commits take turns. */
const MAX_ATTEMPTS = 20;

interface Message {
  readonly chatId: string;
  readonly messageId: string;
  readonly senderId: string;
  readonly recipientId: string;
  readonly text: string;
  readonly at: number;
}

type Receipt = ResponseOf<'sendChatMessage'>;

/**
 * A paid message: charge, credit, commission, message and chat head are one commit, so that it is charged if and only if it is delivered.
 * The key is (sender, messageId): a repeat gets the first answer. Bills 2 reads and 5 writes; a repeat 3 reads.
 */
export const sendChatMessage: Operation = defineOperation<'sendChatMessage'>({
  name: 'sendChatMessage',
  summary: 'Sends a paid message to another user',
  access: 'user',
  feature: 'chat',
  flag: 'chat_paid',
  rateLimit: 'CHAT_PAID',
  service: 'chat',
  input: z.strictObject({
    messageId: keyField,
    recipientId: userIdField,
    text: z.string().min(1, 'write something').max(MAX_TEXT),
  }),
  output: z.strictObject({
    messageId: z.string(),
    chatId: z.string(),
    charged: z.number(),
    balance: z.number(),
    at: z.number(),
  }),
  handler: async (ctx, { messageId, recipientId, text }) => {
    const senderId = callerId(ctx);
    if (recipientId === senderId) {
      throw new OperationError('invalid-argument', 'recipientId: this is you', { field: 'recipientId' });
    }
    const chatId = pairId(senderId, recipientId);
    const message = { chatId, messageId, senderId, recipientId, text, at: ctx.clock.now() };
    try {
      return await deliver(ctx.store, message);
    } catch (error) {
      // A repeat is refused by the id of its message, or because the first one took the last tokens.
      const taken = hasCode(error, 'already-exists');
      if (!taken && !hasCode(error, 'failed-precondition')) throw error;
      const first = await receiptOf(ctx.store, message);
      if (first) return first;
      if (!taken) throw error;
      throw new OperationError('already-exists', 'messageId: another message has this id', { field: 'messageId' });
    }
  },
});

function deliver(store: Store, message: Message): Promise<Receipt> {
  const { chatId, messageId, senderId, recipientId, text, at } = message;
  const charged = CHAT_PRICES.messageTokens;
  return store.transaction(
    async (tx) => {
      const wallets = await readWallets(tx, [senderId, recipientId]);
      const isNew = wallets.get(recipientId)?.updatedAt === 0;
      if (isNew && !(await tx.get(`users/${recipientId}`))) {
        throw new OperationError('not-found', `recipientId: there is no user ${recipientId}`, { field: 'recipientId' });
      }
      const recipient = wallets.get(recipientId) ?? { balance: 0, updatedAt: 0 };
      const share = splitPrice(charged, CHAT_PRICES.commissionPercent, recipient.chatCarry ?? 0);
      wallets.set(recipientId, { ...recipient, chatCarry: share.carry });
      post(tx, wallets, {
        refId: `chat:${senderId}:${messageId}`,
        reason: 'chat-message',
        at,
        postings: [
          { account: userAccount(senderId), delta: -charged },
          { account: userAccount(recipientId), delta: share.recipient },
          { account: COMMISSION_ACCOUNT, delta: share.commission },
        ].filter((posting) => posting.delta !== 0),
      });
      const balance = balanceOf(wallets, senderId);
      tx.create(messagePath(chatId, messageId), {
        senderId,
        text,
        at,
        receipt: { charged, balance },
      } satisfies MessageDoc);
      tx.set(chatPath(chatId), {
        participants: chatId.split('_'),
        lastMessageId: messageId,
        lastSenderId: senderId,
        lastAt: at,
      } satisfies ChatDoc);
      return { messageId, chatId, charged, balance, at };
    },
    { maxAttempts: MAX_ATTEMPTS },
  );
}

async function receiptOf(store: Store, { chatId, messageId, senderId }: Message): Promise<Receipt | null> {
  const doc = await store.get<MessageDoc>(messagePath(chatId, messageId));
  if (doc?.data.senderId !== senderId) return null;
  return { messageId, chatId, ...doc.data.receipt, at: doc.data.at };
}
