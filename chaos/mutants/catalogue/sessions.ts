import { type Mutant, one } from '../mutant.ts';

const MOVES = 'backend/sessions/transitions.ts';
const BILLING = 'backend/sessions/billing.ts';
const ACTIVE = 'backend/ratelimits/active-sessions.ts';

/** Paid calls and their settlement. */
export const SESSIONS: readonly Mutant[] = [
  one(
    'refund-twice',
    'a call that is over can be settled again',
    'backend/sessions/session.ts',
    "({ status }: SessionDoc): boolean => status === 'ended' || status === 'refunded'",
    "({ status }: SessionDoc): boolean => status === ('never' as string)",
  ),
  {
    id: 'refund-paid-again',
    mistake: 'ending an ended call pays its refund again',
    edits: [
      {
        file: 'backend/sessions/session.ts',
        find: "({ status }: SessionDoc): boolean => status === 'ended' || status === 'refunded'",
        replace: "({ status }: SessionDoc): boolean => status === ('never' as string)",
      },
      {
        file: MOVES,
        find: 'refId: `call-settle:${id}`,',
        replace: 'refId: `call-settle:${id}:${now}:${data.status}`,',
      },
    ],
  },
  one(
    'minutes-rounded-down',
    'a started minute is not billed',
    BILLING,
    'Math.max(1, Math.ceil(usedMs / MINUTE))',
    'Math.max(1, Math.floor(usedMs / MINUTE))',
  ),
  one(
    'refund-forgotten',
    'unused minutes stay in escrow',
    MOVES,
    '{ account: escrowAccount(id), delta: -prepaid },',
    '{ account: escrowAccount(id), delta: bill.refunded - prepaid },\n    { account: userAccount(callerId), delta: -bill.refunded },',
  ),
  one(
    'callee-not-claimed',
    'only the caller counts as being in a call',
    'backend/sessions/start.ts',
    'for (const participant of [uid, calleeId]) claimActiveSession(tx, participant, claim);',
    'claimActiveSession(tx, uid, claim);',
  ),
  {
    id: 'one-call-checked-outside',
    mistake: 'whether somebody is in a call is looked up before the transaction and not claimed in it',
    edits: [
      {
        file: 'backend/sessions/start.ts',
        find: 'const active = await readActiveSessions(tx, [uid, calleeId]);',
        replace: 'const active = await readActiveSessions(ctx.store, [uid, calleeId]);',
      },
      {
        file: ACTIVE,
        find: 'writer.create(activeSessionPath(userId), session);',
        replace: 'writer.set(activeSessionPath(userId), session);',
      },
    ],
  },
  {
    id: 'call-never-ends',
    mistake: 'booked calls are not ended when their time is over',
    edits: [
      {
        file: 'backend/sessions/sweep.ts',
        find: 'await each<SessionDoc>(ctx, over, ({ id }) => endAtBookedEnd(ctx, id));',
        replace: '',
      },
      {
        file: 'backend/sessions/heartbeat.ts',
        find: 'session = await endAtBookedEnd(ctx, sessionId);',
        replace: 'session = { ...session };',
      },
    ],
  },
];
