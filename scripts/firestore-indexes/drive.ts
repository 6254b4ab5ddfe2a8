import { createBackend, StoreScheduler, standardModules } from '../../backend/index.ts';
import type { Clock, Store } from '../../backend/ports/index.ts';
import { seededRandom } from '../../backend/testing/index.ts';

/** What leads to queries that an empty request does not reach. Users `u0` to `u2` exist. */
const CALLS: readonly (readonly [operation: string, data: Readonly<Record<string, unknown>>])[] = [
  ['updateProfile', { bio: 'sails', city: 'Kiel' }],
  ['searchProfiles', { query: 'sails' }],
  ['sendChatMessage', { messageId: 'm1', recipientId: 'u1', text: 'hi' }],
  ['getChatMessages', { chatId: 'u0_u1' }],
  ['startCall', { callId: 'c1', calleeId: 'u1', kind: 'voice', scheduledMinutes: 5 }],
  ['getRecoveryAttempts', { sessionId: 'u0~c1' }],
  ['checkParticipantsOnline', { userId: 'u0', partnerId: 'u1' }],
  ['getFeatureFlagHistory', { key: 'chat_paid' }],
  ['getFeatureFlagStats', { startDate: 0, endDate: 1 }],
  ['killFeatureFlag', { key: 'support_tickets', reason: 'a drill', confirm: 'support_tickets' }],
  ['deployFeatureVersion', { feature: 'chat', version: '2.0.0' }],
  ['getFeatureStatus', { feature: 'chat' }],
  ['getRollbackHistory', { feature: 'chat' }],
  ['getFeatureErrors', { feature: 'chat' }],
  ['getRateLimitViolations', { userId: 'u0' }],
  ['getPaymentAudit', { transactionId: 't1' }],
  ['resolveEventDispute', { eventId: 'e1', resolution: 'organizer_favor', notes: 'seen' }],
];

/**
 * Calls every operation with an empty request, then {@link CALLS}, then every recurring task and the pay-out of events, as a super-admin. Refusals
 * do not matter: a query counts when it is issued.
 */
export async function drive(store: Store, clock: Clock): Promise<void> {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const backend = createBackend({
    ...{ store, clock, log: quiet, random: seededRandom(1), scheduler: new StoreScheduler(clock) },
    modules: standardModules(),
  });
  const caller = { uid: 'u0', admin: true, superAdmin: true };
  const call = (name: string, data: unknown) =>
    backend.call(name, data, caller, { ip: '127.0.0.1', userAgent: 'drive' }).catch(() => undefined);
  await store.batch((writer) => {
    writer.set('pendingTransactions/t1', { userId: 'u0', provider: 'stripe', status: 'confirmed', createdAt: 1 });
    writer.set('events/e1', {
      ...{
        organizerId: 'u1',
        title: 'Sailing',
        startsAt: 0,
        endsAt: 1,
        location: { lat: 54, lng: 10 },
        ticketPrice: 5,
      },
      ...{ requires: [], status: 'DISPUTED', round: 0, disputes: 1, disputedAt: 1, closing: null, paidOutAt: null },
      qrKey: 'unused',
    });
  });
  for (const name of backend.operations.keys()) await call(name, {});
  for (const [name, data] of CALLS) await call(name, data);
  for (const { name } of backend.recurring) await backend.runRecurring(name);
  await backend.runJob({ kind: 'checkin.pay-out', payload: { eventId: 'e1' }, jobId: 'drive' });
  await backend.close();
}
