/** Every operation of the backend that a flag can put into shadow, tried over a seeded store: it answers, and the store stays as it was to the byte. */
import { expect, test } from 'vitest';
import { pictureUrlOf } from '../../../lib/pictures/index.ts';
import { standardModules } from '../../app.ts';
import { ManualClock } from '../../ports/index.ts';
import { seedBackend } from '../../seed/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { callerContext } from '../../testing/index.ts';
import { worldOf } from '../../testing/world.ts';
import { SHADOW_EXECUTION_TYPES } from '../model.ts';
import { executeShadow } from './index.ts';

const START = Date.UTC(2026, 0, 5, 12);
const CALLER = 'u1';
const sessionId = `${CALLER}~c1`;

/** What a client would send, so that each handler gets to its writes. `u0` runs `event0`, of which `u1` holds a ticket. */
const REQUESTS: Readonly<Record<string, unknown>> = {
  getWallet: {},
  getLedger: {},
  purchaseTokens: { purchaseId: 'p1', provider: 'stripe', packId: 'tokens-100' },
  startCall: { callId: 'c2', calleeId: 'u5', kind: 'voice', scheduledMinutes: 3 },
  startChatSession: { chatSessionId: 's1', partnerId: 'u3' },
  markSessionInterrupted: { sessionId, reason: 'network_error' },
  attemptSessionRecovery: { sessionId },
  getSessionStatus: { sessionId },
  getProfile: { userId: 'u2' },
  updateProfile: { bio: 'new' },
  getDiscoveryFeed: {},
  searchProfiles: { query: 'a' },
  swipe: { swipeId: 's1', targetId: 'u2', action: 'like' },
  sendChatMessage: { messageId: 'm1', recipientId: 'u2', text: 'hi' },
  getChatMessages: { chatId: 'u1_u2' },
  createEvent: {
    ...{ eventId: 'e1', title: 'Evening', startsAt: START + 1e6, endsAt: START + 1e7, ticketPrice: 5 },
    ...{ location: { lat: 1, lng: 1 }, requires: ['gps'] },
  },
  issueEventQrCode: { eventId: 'event0', userId: CALLER },
  buyEventTicket: { eventId: 'event1' },
  verifyEventCheckIn: {
    eventId: 'event0',
    checkInId: 'k1',
    gpsLocation: { lat: 1, lng: 1 },
    selfieUrl: pictureUrlOf(CALLER),
  },
  setProfilePicture: { url: pictureUrlOf(CALLER) },
  ingestEvents: { batchId: 'b1', events: [{ eventId: 'e1', type: 'screen_view', at: START }] },
  createSupportTicket: { ticketId: 't1', subject: 'Help', body: 'Please' },
  triggerPanic: { panicId: 'x1' },
};

const clock = new ManualClock(START);
const store = new MemoryStore(clock);
const world = worldOf(standardModules(), { clock, store });
await seedBackend(world.system, { count: 120, seed: 3 });
// A call that was interrupted, so that recovering it would write.
await world.as(CALLER)('startCall', { callId: 'c1', calleeId: 'u5', kind: 'voice', scheduledMinutes: 3 });
const flagged = [...world.backend.operations.values()].filter(({ flag }) => flag !== null);

test('each has a request here', () => {
  expect(flagged.map(({ name }) => name).sort()).toEqual(Object.keys(REQUESTS).sort());
});

test.each(SHADOW_EXECUTION_TYPES)('%s of each leaves the whole store as it was', async (type) => {
  const ctx = callerContext(world.system, { uid: CALLER });
  const writing: string[] = [];
  for (const operation of flagged) {
    const input = operation.input.parse(REQUESTS[operation.name]);
    const before = JSON.stringify(store.dump());
    const shadow = await executeShadow(ctx, operation, input, type);
    expect(shadow.shadow_mode, operation.name).toBe(true);
    expect(JSON.stringify(store.dump()), operation.name).toBe(before);
    if (shadow.intended_writes.length > 0) writing.push(operation.name);
  }
  // Handlers that would have written did get there: a refusal would prove nothing.
  const expected = [
    'createEvent',
    'createSupportTicket',
    'ingestEvents',
    'markSessionInterrupted',
    'sendChatMessage',
    'swipe',
  ];
  expect(writing).toEqual(type === 'dry_run' ? expect.arrayContaining(expected) : []);
  expect(writing).not.toContain('purchaseTokens');
});
