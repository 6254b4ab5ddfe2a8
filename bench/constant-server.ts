/**
 * A target that answers every operation at once with the same text, so that all latency and all queueing that a generator reports beyond it
 * are the generator's own. `node bench/constant-server.ts [port]` prints its address; GET /answered says how many requests it has answered.
 */
import { createServer } from 'node:http';
import type { OperationMap, OperationName, ProfileView } from '../lib/api/index.ts';

const profile = (n: number): ProfileView => ({
  userId: `u${n}`,
  name: 'Zofia Nowak',
  age: 31,
  city: 'Gdynia',
  country: 'PL',
  bio: 'Climbs, reads, laughs.',
  interests: ['climbing', 'books', 'jazz'],
  popularity: 100 - n,
});

const page = (size: number) => Array.from({ length: size }, (_, i) => profile(i));

const RESULTS: Partial<{ readonly [O in OperationName]: OperationMap[O]['response'] }> = {
  getProfile: { ...profile(1), cache: 'hit' },
  getDiscoveryFeed: { items: page(10), nextCursor: 'next', cache: 'hit' },
  searchProfiles: { items: page(10).map((item) => ({ ...item, score: 1 })), nextCursor: 'next', cache: 'hit' },
  swipe: { swipeId: 's', matched: false, matchId: null },
  getWallet: { balance: 1_000_000, updatedAt: 1 },
  purchaseTokens: { transactionId: 't', status: 'pending', providerTxId: 'p', tokens: 500 },
  getTransactionStatus: { transactionId: 't', status: 'confirmed', tokens: 500, retries: 0 },
  sendChatMessage: { messageId: 'm', chatId: 'u0_u1', charged: 2, balance: 1_000_000, at: 1 },
  getChatMessages: { messages: [], nextCursor: null },
  startCall: { sessionId: 's', status: 'active', ratePerMinute: 10, prepaid: 50, balance: 1_000_000 },
  sessionHeartbeat: { sessionId: 's', status: 'active', billedMinutes: 1 },
  endCall: { sessionId: 's', status: 'ended', billedMinutes: 1, charged: 10, refunded: 40 },
  markSessionInterrupted: { sessionId: 's', status: 'interrupted', graceEndsAt: 1 },
  attemptSessionRecovery: { sessionId: 's', status: 'active', attempts: 1, refunded: 0 },
  getSessionStatus: { sessionId: 's', status: 'ended', kind: 'voice', attempts: 0, refunded: 0 },
  ingestEvents: { accepted: 10, duplicates: 0 },
  createEvent: { eventId: 'e' },
  buyEventTicket: { eventId: 'e', price: 20, balance: 1_000_000 },
  issueEventQrCode: { qrCode: 'q', expiresAt: 1 },
  verifyEventCheckIn: { success: true, status: 'CHECKED_IN', failures: [], ticketId: null },
};

const ANSWERS = new Map(
  Object.entries({ ...RESULTS, healthz: {} }).map(([name, result]) => [
    `/${name}`,
    Buffer.from(JSON.stringify({ result })),
  ]),
);
const UNKNOWN = Buffer.from('{"error":{"status":"NOT_FOUND","message":"no such operation"}}');

let answered = 0;
const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  if (request.url === '/answered') {
    response.end(JSON.stringify({ answered }));
    return;
  }
  answered++;
  const answer = ANSWERS.get(request.url ?? '');
  // The body is read and thrown away, as a server that answers in constant time would.
  request.resume();
  request.on('end', () => {
    response.writeHead(answer ? 200 : 404, {
      'content-type': 'application/json',
      'content-length': (answer ?? UNKNOWN).length,
    });
    response.end(answer ?? UNKNOWN);
  });
});
process.on('SIGTERM', () => process.exit(0));

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  console.log(
    JSON.stringify({
      ready: true,
      url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
      pid: process.pid,
    }),
  );
});
