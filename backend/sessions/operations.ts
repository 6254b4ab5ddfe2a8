import { z } from 'zod';
import { defineAdminOperation, defineOperation, keyField, type Operation } from '../operations/index.ts';
import { ATTEMPTS, type AttemptDoc } from './attempts.ts';
import { endCall, initiateSessionRefund } from './end.ts';
import { getSessionStatus, sessionHeartbeat } from './heartbeat.ts';
import { markSessionInterrupted } from './interrupt.ts';
import { MAX_MINUTES } from './policy.ts';
import { checkParticipantsOnline } from './presence.ts';
import { attemptSessionRecovery } from './recovery.ts';
import { startCall, startChatSession } from './start.ts';
import { getSessionSummary, sessionSummary } from './summary.ts';

/** Part of a session id, so shorter than other keys and without `~`. */
const sessionKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, 'give 1 to 64 characters of A-Z a-z 0-9 _ . : -');
const aSession = z.strictObject({ sessionId: keyField });
const status = z.enum(['active', 'interrupted', 'recovering', 'ended', 'refunded']);

const calls = { access: 'user', feature: 'calls', service: 'calls' } as const;
/** Money in escrow must be able to come home while calls are switched off. */
const alwaysOn = { ...calls, flag: null } as const;
const recovery = { ...calls, flag: 'session_recovery' } as const;

const userOperations: readonly Operation[] = [
  defineOperation<'startCall'>({
    ...calls,
    name: 'startCall',
    summary: 'Starts a voice or video call and prepays its minutes',
    flag: ({ kind }) => (kind === 'video' ? 'chat_video' : 'chat_voice'),
    rateLimit: 'VOICE_VIDEO',
    input: z.strictObject({
      callId: sessionKey,
      calleeId: keyField,
      kind: z.enum(['voice', 'video']),
      scheduledMinutes: z
        .int()
        .min(1, 'book at least 1 minute')
        .max(MAX_MINUTES, `book at most ${MAX_MINUTES} minutes`),
    }),
    output: z.strictObject({
      sessionId: z.string(),
      status,
      ratePerMinute: z.number(),
      prepaid: z.number(),
      balance: z.number(),
    }),
    handler: startCall,
  }),
  defineOperation<'startChatSession'>({
    access: 'user',
    feature: 'chat',
    service: 'chat',
    name: 'startChatSession',
    summary: 'Opens a chat session that can be recovered when the connection breaks',
    flag: 'chat_paid',
    input: z.strictObject({ chatSessionId: sessionKey, partnerId: keyField }),
    output: z.strictObject({ sessionId: z.string(), status }),
    handler: startChatSession,
  }),
  defineOperation<'sessionHeartbeat'>({
    ...alwaysOn,
    name: 'sessionHeartbeat',
    summary: 'Says that a participant is there; every 10 seconds',
    input: aSession,
    output: z.strictObject({ sessionId: z.string(), status, billedMinutes: z.number() }),
    handler: sessionHeartbeat,
  }),
  defineOperation<'endCall'>({
    ...alwaysOn,
    name: 'endCall',
    summary: 'Ends a session and settles it',
    input: aSession,
    output: z.strictObject({
      sessionId: z.string(),
      status,
      billedMinutes: z.number(),
      charged: z.number(),
      refunded: z.number(),
    }),
    handler: endCall,
  }),
  defineOperation<'markSessionInterrupted'>({
    ...recovery,
    name: 'markSessionInterrupted',
    summary: 'Reports a lost connection, so that recovery begins',
    input: aSession.extend({ reason: z.string().min(1).max(200) }),
    output: z.strictObject({ sessionId: z.string(), status, graceEndsAt: z.number() }),
    handler: markSessionInterrupted,
  }),
  defineOperation<'attemptSessionRecovery'>({
    ...recovery,
    name: 'attemptSessionRecovery',
    summary: 'Comes back to an interrupted session',
    input: aSession,
    output: z.strictObject({ sessionId: z.string(), status, attempts: z.number(), refunded: z.number() }),
    handler: attemptSessionRecovery,
  }),
  defineOperation<'getSessionStatus'>({
    ...recovery,
    name: 'getSessionStatus',
    summary: 'State of a session, for its participants',
    input: aSession,
    output: z.strictObject({
      sessionId: z.string(),
      status,
      kind: z.enum(['voice', 'video', 'chat']),
      attempts: z.number(),
      refunded: z.number(),
    }),
    handler: getSessionStatus,
  }),
];

const forOperators = { access: 'admin', feature: 'calls', flag: null } as const;

const adminOperations: readonly Operation[] = [
  defineAdminOperation({
    ...forOperators,
    name: 'getSessionSummary',
    summary: 'Adds up all sessions: states, recoveries, charges, refunds, escrow',
    input: z.strictObject({}),
    output: sessionSummary,
    handler: (ctx) => getSessionSummary(ctx),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'getRecoveryAttempts',
    summary: 'The automatic recovery attempts of a session',
    input: aSession,
    handler: async ({ store }, { sessionId }) => {
      const docs = await store.query<AttemptDoc>({
        collection: ATTEMPTS,
        where: [['sessionId', '==', sessionId]],
        limit: 100,
      });
      return { attempts: docs.map(({ data }) => data) };
    },
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'checkParticipantsOnline',
    summary: 'Whether two users have sent heartbeats lately',
    input: z.strictObject({ userId: keyField, partnerId: keyField }),
    handler: (ctx, { userId, partnerId }) => checkParticipantsOnline(ctx, userId, partnerId),
  }),
  defineAdminOperation({
    ...forOperators,
    name: 'initiateSessionRefund',
    summary: 'Ends a session by hand and refunds its unused minutes',
    input: aSession.extend({ reason: z.string().min(1).max(200) }),
    handler: async (ctx, { sessionId, reason }) => {
      const { status: now, charged, refunded } = await initiateSessionRefund(ctx, sessionId, `operator: ${reason}`);
      ctx.log.info('session refunded by hand', { sessionId, admin: ctx.caller?.uid, reason });
      return { sessionId, status: now, charged, refunded };
    },
  }),
];

export const operations: readonly Operation[] = [...userOperations, ...adminOperations];
