/** Paid chat: a message is charged if and only if it is delivered. */
import type { Module } from '../operations/index.ts';
import { getChatMessages } from './history.ts';
import { sendChatMessage } from './send.ts';

export const chatModule = (): Module => ({ name: 'chat', operations: [sendChatMessage, getChatMessages] });
