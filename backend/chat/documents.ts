import type { DocData } from '../ports/index.ts';

/** Document `chats/{chatId}`: the newest message of the pair, for lists of chats. The id is that of the pair, `a_b`. */
export interface ChatDoc extends DocData {
  readonly participants: readonly string[];
  readonly lastMessageId: string;
  readonly lastSenderId: string;
  readonly lastAt: number;
}

/** Document `chats/{chatId}/messages/{messageId}`. The sender's receipt is kept, so that a repeat is answered as the first call was. */
export interface MessageDoc extends DocData {
  readonly senderId: string;
  readonly text: string;
  readonly at: number;
  readonly receipt: { readonly charged: number; readonly balance: number };
}

export const chatPath = (chatId: string): string => `chats/${chatId}`;
export const messagesOf = (chatId: string): string => `chats/${chatId}/messages`;
export const messagePath = (chatId: string, messageId: string): string => `${messagesOf(chatId)}/${messageId}`;
