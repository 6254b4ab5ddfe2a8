/**
 * The operations that take a key of the caller's: repeating one with the same key gives the first answer and has no second effect. Clients repeat
 * an operation of unknown outcome with the same key; checkers identify it by the key.
 */
export const IDEMPOTENCY_KEYS = {
  swipe: 'swipeId',
  purchaseTokens: 'purchaseId',
  sendChatMessage: 'messageId',
  startCall: 'callId',
  ingestEvents: 'batchId',
  createEvent: 'eventId',
  verifyEventCheckIn: 'checkInId',
  createSupportTicket: 'ticketId',
  triggerPanic: 'panicId',
} as const;

export type KeyedOperation = keyof typeof IDEMPOTENCY_KEYS;

export const isKeyed = (operation: string): operation is KeyedOperation => Object.hasOwn(IDEMPOTENCY_KEYS, operation);
