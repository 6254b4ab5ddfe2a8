/**
 * Requests and responses of the backend's operations, as clients, scenarios and the console see them.
 * The backend's zod schemas are checked against these types; times are Unix milliseconds, money is in tokens unless said otherwise.
 */
export type CallKind = 'voice' | 'video';
export type Provider = 'stripe' | 'apple' | 'google';
export type TransactionStatus = 'pending' | 'confirmed' | 'failed' | 'escalated';
export type SessionStatus = 'active' | 'interrupted' | 'recovering' | 'ended' | 'refunded';

export interface ProfileView {
  readonly userId: string;
  readonly name: string;
  readonly age: number;
  readonly city: string;
  readonly country: string;
  readonly bio: string;
  readonly interests: readonly string[];
  readonly popularity: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  /** Whether the page came from the server's cache. */
  readonly cache: 'hit' | 'miss';
}

export interface LedgerEntry {
  readonly entryId: string;
  readonly account: string;
  readonly delta: number;
  readonly reason: string;
  readonly refId: string;
  readonly at: number;
}

export interface AnalyticsEvent {
  readonly eventId: string;
  readonly type: string;
  readonly at: number;
  readonly props?: Readonly<Record<string, string | number | boolean>>;
}

export interface GeoPoint {
  readonly lat: number;
  readonly lng: number;
}

export interface OperationMap {
  // people
  getProfile: { request: { userId: string }; response: ProfileView & { cache: 'hit' | 'miss' } };
  updateProfile: { request: { bio?: string; interests?: string[]; city?: string }; response: ProfileView };
  getDiscoveryFeed: { request: { limit?: number; cursor?: string }; response: Page<ProfileView> };
  searchProfiles: {
    request: { query: string; city?: string; minAge?: number; maxAge?: number; limit?: number; cursor?: string };
    response: Page<ProfileView & { score: number }>;
  };
  swipe: {
    request: { swipeId: string; targetId: string; action: 'like' | 'pass' };
    response: { swipeId: string; matched: boolean; matchId: string | null };
  };
  // money
  getWallet: { request: Record<string, never>; response: { balance: number; updatedAt: number } };
  getLedger: {
    request: { limit?: number; cursor?: string };
    response: { entries: readonly LedgerEntry[]; nextCursor: string | null };
  };
  purchaseTokens: {
    request: { purchaseId: string; provider: Provider; packId: string };
    response: { transactionId: string; status: TransactionStatus; providerTxId: string; tokens: number };
  };
  getTransactionStatus: {
    request: { transactionId: string };
    response: { transactionId: string; status: TransactionStatus; tokens: number; retries: number };
  };
  submitPurchaseReceipt: {
    request: { transactionId: string; receipt: string };
    response: { transactionId: string; status: TransactionStatus; tokens: number; retries: number };
  };
  // chat
  sendChatMessage: {
    request: { messageId: string; recipientId: string; text: string };
    response: { messageId: string; chatId: string; charged: number; balance: number; at: number };
  };
  getChatMessages: {
    request: { chatId: string; limit?: number; cursor?: string };
    response: {
      messages: readonly { messageId: string; senderId: string; text: string; at: number }[];
      nextCursor: string | null;
    };
  };
  // calls
  startCall: {
    request: { callId: string; calleeId: string; kind: CallKind; scheduledMinutes: number };
    response: { sessionId: string; status: SessionStatus; ratePerMinute: number; prepaid: number; balance: number };
  };
  startChatSession: {
    request: { chatSessionId: string; partnerId: string };
    response: { sessionId: string; status: SessionStatus };
  };
  sessionHeartbeat: {
    request: { sessionId: string };
    response: { sessionId: string; status: SessionStatus; billedMinutes: number };
  };
  endCall: {
    request: { sessionId: string };
    response: { sessionId: string; status: SessionStatus; billedMinutes: number; charged: number; refunded: number };
  };
  markSessionInterrupted: {
    request: { sessionId: string; reason: string };
    response: { sessionId: string; status: SessionStatus; graceEndsAt: number };
  };
  attemptSessionRecovery: {
    request: { sessionId: string };
    response: { sessionId: string; status: SessionStatus; attempts: number; refunded: number };
  };
  getSessionStatus: {
    request: { sessionId: string };
    response: { sessionId: string; status: SessionStatus; kind: CallKind | 'chat'; attempts: number; refunded: number };
  };
  // analytics
  ingestEvents: {
    request: { batchId: string; events: readonly AnalyticsEvent[] };
    response: { accepted: number; duplicates: number };
  };
  // calendar events
  createEvent: {
    request: {
      eventId: string;
      title: string;
      startsAt: number;
      endsAt: number;
      location: GeoPoint;
      ticketPrice: number;
      requires: ('qr' | 'selfie' | 'gps')[];
    };
    response: { eventId: string };
  };
  buyEventTicket: { request: { eventId: string }; response: { eventId: string; price: number; balance: number } };
  issueEventQrCode: {
    request: { eventId: string; userId?: string; lifeMs?: number };
    response: { qrCode: string; expiresAt: number };
  };
  verifyEventCheckIn: {
    request: { eventId: string; checkInId: string; qrCode?: string; selfieUrl?: string; gpsLocation?: GeoPoint };
    response: {
      success: boolean;
      status: 'CHECKED_IN' | 'DISPUTED';
      failures: readonly string[];
      ticketId: string | null;
    };
  };
  // support and safety
  createSupportTicket: { request: { ticketId: string; subject: string; body: string }; response: { ticketId: string } };
  triggerPanic: { request: { panicId: string; gpsLocation?: GeoPoint }; response: { panicId: string; at: number } };
}

export type OperationName = keyof OperationMap;
export type RequestOf<N extends OperationName> = OperationMap[N]['request'];
export type ResponseOf<N extends OperationName> = OperationMap[N]['response'];
