import { type Mutant, one } from '../mutant.ts';

const SEND = 'backend/chat/send.ts';

/** Paid messages. */
export const CHAT: readonly Mutant[] = [
  one(
    'wallet-read-outside',
    'balances are read outside the transaction that changes them',
    SEND,
    'const wallets = await readWallets(tx, [senderId, recipientId]);',
    'const wallets = await readWallets(store, [senderId, recipientId]);',
  ),
  {
    id: 'message-charged-twice',
    mistake: 'a repeated message is not recognised and is charged again',
    edits: [
      {
        file: SEND,
        find: '`chat:${senderId}:${messageId}`',
        replace: '`chat:${senderId}:${messageId}:${at}:${balanceOf(wallets, senderId)}`',
      },
      {
        file: SEND,
        find: 'tx.create(messagePath(chatId, messageId), {',
        replace: 'tx.set(messagePath(chatId, messageId), {',
      },
    ],
  },
  {
    id: 'delivered-before-charged',
    mistake: 'the message is delivered in one commit and charged in the next',
    edits: [
      {
        file: SEND,
        find: 'return store.transaction(\n    async (tx) => {\n      const wallets',
        replace:
          'return store.batch((early) => early.set(messagePath(chatId, messageId), { senderId, text, at, receipt: { charged, balance: 0 } })).then(() => store.transaction(\n    async (tx) => {\n      const wallets',
      },
      {
        file: SEND,
        find: 'tx.create(messagePath(chatId, messageId), {',
        replace: 'tx.set(messagePath(chatId, messageId), {',
      },
      {
        file: SEND,
        find: '{ maxAttempts: MAX_ATTEMPTS },\n  );\n}',
        replace: '{ maxAttempts: MAX_ATTEMPTS },\n  ));\n}',
      },
    ],
  },
];
