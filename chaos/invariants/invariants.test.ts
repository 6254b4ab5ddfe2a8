import { expect, test } from 'vitest';
import type { HistoryRecord } from '../../lib/history/index.ts';
import type { TimelineRecord } from '../../lib/results/index.ts';
import type { Evidence, EvidenceDoc, ProviderPayment } from './evidence.ts';
import { EVIDENCE_COLLECTIONS, INVARIANTS } from './index.ts';
import { GUARDED } from './kill-switch.ts';
import { overfullWindow } from './rate-limits.ts';

const MINUTE = 60_000;
type Docs = Readonly<Record<string, EvidenceDoc['data']>>;

interface Case {
  readonly docs?: Docs;
  readonly history?: readonly HistoryRecord[];
  readonly timeline?: readonly TimelineRecord[];
  readonly payments?: readonly ProviderPayment[] | null;
}

const evidenceOf = ({ docs = {}, history = [], timeline = [], payments = [] }: Case): Evidence => ({
  history,
  documents: (collection) =>
    Object.entries(docs)
      .filter(([path]) => path.split('/').at(-2) === collection)
      .map(([path, data]) => ({ path, data })),
  timeline,
  payments,
  settledAt: 100 * MINUTE,
});

const record = (user: string, operation: string, key: string, more: Partial<HistoryRecord> = {}): HistoryRecord => ({
  id: `${user}/${operation}/${key}#1`,
  user,
  operation,
  key,
  attempt: 1,
  invokedAt: 0,
  completedAt: 1,
  outcome: 'ok',
  request: {},
  ...more,
});
const ledger = (...postings: readonly [string, number][]) => ({
  postings: postings.map(([account, delta]) => ({ account, delta })),
});
const flip = (at: number, name: string, to: string): TimelineRecord => ({
  at,
  kind: 'flag',
  name,
  detail: { to, acknowledged: true },
});

const purchase = {
  userId: 'a',
  provider: 'stripe',
  amount: 1999,
  tokens: 1000,
  status: 'confirmed',
  retries: 0,
  createdAt: 0,
  tickets: [],
};
/** Bought a minute before the end: its time has not come. */
const pendingNow = (more: Docs[string]): Docs => ({
  'pendingTransactions/t1': { ...purchase, status: 'pending', createdAt: 99 * MINUTE, ...more },
});
const payment: ProviderPayment = {
  provider: 'stripe',
  providerTxId: 'pi',
  reference: 't1',
  outcome: 'succeeded',
  amount: 1999,
};
const bought = {
  'pendingTransactions/t1': purchase,
  'ledger/t1': ledger(['provider:stripe', -1000], ['user:a', 1000]),
};
const message = { senderId: 'a', at: 5, receipt: { charged: 2 } };
const sent = { 'chats/a_b/messages/m1': message, 'ledger/chat:a:m1': ledger(['user:a', -2], ['user:b', 2]) };
const call = {
  kind: 'voice',
  callerId: 'a',
  calleeId: 'b',
  status: 'ended',
  startedAt: 0,
  settledAt: 2 * MINUTE,
  scheduledMinutes: 3,
  ratePerMinute: 10,
  prepaid: 30,
  usedMs: 70_000,
  billedMinutes: 2,
  refunded: 10,
};
const called = {
  'sessions/s1': call,
  'ledger/start': ledger(['user:a', -30], ['escrow:s1', 30]),
  'ledger/settle': ledger(['escrow:s1', -30], ['user:b', 16], ['platform:commission', 4], ['user:a', 10]),
};
/** Called a minute before the end. */
const running = (escrow: number): Docs => ({
  'sessions/s1': { ...call, status: 'active', startedAt: 99 * MINUTE, endsAt: 102 * MINUTE, settledAt: null },
  'ledger/start': ledger(['user:a', -escrow], ['escrow:s1', escrow]),
});
const messages = (times: readonly number[]): Docs =>
  Object.fromEntries(
    times.map((at, i) => [`chats/a_b/messages/m${i}`, { senderId: 'a', at, receipt: { charged: 2 } }]),
  );
const audit = (version: number, changedBy = 'admin') => ({
  version,
  changedBy,
  reason: 'r',
  before: {},
  after: { settings: {} },
});
const batch = (events: readonly string[]) => ({
  userId: 'a',
  payload: JSON.stringify(events.map((eventId) => ({ eventId }))),
});
const ingest = (outcome: HistoryRecord['outcome'] = 'ok') =>
  record('a', 'ingestEvents', 'b1', { outcome, request: { events: [{ eventId: 'e1' }] } });

const rolledBack: Docs = { 'rollbackHistory/chat~1~2': { feature: 'chat', action: 'rollback', at: MINUTE } };
const beforeRollback = [
  record('a', 'sendChatMessage', 'm1', { response: { chatId: 'a_b', at: 5 } }),
  record('a', 'purchaseTokens', 'p1', { response: { transactionId: 't1', status: 'confirmed' } }),
];

/** Per invariant: what holds, and planted violations with a part of what is said about each. */
const CASES: Readonly<Record<string, { holds: Case; broken: readonly (readonly [string, Case])[] }>> = {
  'no-tokens-without-payment': {
    holds: { docs: bought, payments: [payment] },
    broken: [
      ['was not paid', { docs: bought, payments: [{ ...payment, outcome: 'failed' }] }],
      ['was not paid', { docs: bought, payments: [{ ...payment, amount: 1 }] }],
      ['is no purchase', { docs: { 'ledger/t1': bought['ledger/t1'] }, payments: [payment] }],
      [
        'another user',
        { docs: { ...bought, 'ledger/t1': ledger(['provider:stripe', -1000], ['user:b', 1000]) }, payments: [payment] },
      ],
    ],
  },
  'payment-credited-once': {
    holds: { docs: bought, payments: [payment] },
    broken: [
      ['credited 2000 in 2', { docs: { ...bought, 'ledger/t1:2': bought['ledger/t1'] } }],
      ['credited 0 in 0', { docs: { 'pendingTransactions/t1': purchase } }],
      ['0 tokens due', { docs: { ...bought, 'pendingTransactions/t1': { ...purchase, status: 'pending' } } }],
      [
        'stripe took 1999',
        { docs: { 'pendingTransactions/t1': { ...purchase, status: 'failed' } }, payments: [payment] },
      ],
    ],
  },
  'pending-payments-end': {
    holds: { docs: bought },
    broken: [
      ['still pending', { docs: { 'pendingTransactions/t1': { ...purchase, status: 'pending' } } }],
      ['next never', { docs: pendingNow({ nextRetryAt: null }) }],
      ['next 300 s after its creation, instead of 60 s', { docs: pendingNow({ nextRetryAt: 104 * MINUTE }) }],
      ['retried 3 times and is still pending', { docs: pendingNow({ retries: 3, nextRetryAt: 200 * MINUTE }) }],
      ['retried 4 times', { docs: { 'pendingTransactions/t1': { ...purchase, retries: 4 } } }],
      ['without a support ticket', { docs: { 'pendingTransactions/t1': { ...purchase, status: 'escalated' } } }],
    ],
  },
  'balance-is-ledger-sum': {
    holds: { docs: { ...bought, 'wallets/a': { balance: 1000 } } },
    broken: [
      ['has 999 tokens, but the ledger says 1000', { docs: { ...bought, 'wallets/a': { balance: 999 } } }],
      [
        'has -2 tokens',
        {
          docs: {
            'ledger/x': ledger(['user:a', -2], ['user:b', 2]),
            'wallets/a': { balance: -2 },
            'wallets/b': { balance: 2 },
          },
        },
      ],
      ['has no balance', { docs: { ...bought, 'wallets/b': { balance: 0 } } }],
    ],
  },
  'ledger-sums-to-zero': {
    holds: { docs: bought },
    broken: [['sums to 1', { docs: { 'ledger/x': ledger(['user:a', 3], ['user:b', -2]) } }]],
  },
  'acknowledged-writes-survive': {
    holds: { docs: sent, history: [record('a', 'sendChatMessage', 'm1', { response: { chatId: 'a_b' } })] },
    broken: [
      [
        'is not there',
        { docs: sent, history: [record('a', 'sendChatMessage', 'm2', { response: { chatId: 'a_b' } })] },
      ],
    ],
  },
  'repeats-get-first-answer': {
    holds: {
      history: [
        record('a', 'sendChatMessage', 'm1', { response: { charged: 2, at: 7 } }),
        record('a', 'sendChatMessage', 'm1', { invokedAt: 2, response: { charged: 2, at: 7 } }),
        record('a', 'sendChatMessage', 'm1', { invokedAt: 2, outcome: 'fail', code: 'resource-exhausted' }),
        record('a', 'swipe', 's1', { outcome: 'fail', code: 'not-found' }),
      ],
    },
    broken: [
      [
        'was refused (already-exists)',
        {
          history: [
            record('a', 'endCall', 's1'),
            record('a', 'endCall', 's1', { invokedAt: 2, outcome: 'fail', code: 'already-exists' }),
          ],
        },
      ],
      [
        'answered charged 0',
        {
          history: [
            record('a', 'endCall', 's1', { response: { charged: 20 } }),
            record('a', 'endCall', 's1', { response: { charged: 0 } }),
          ],
        },
      ],
    ],
  },
  'message-charged-iff-delivered': {
    holds: { docs: sent },
    broken: [
      ['0 of 2 tokens', { docs: { 'chats/a_b/messages/m1': message } }],
      ['charged, but not delivered', { docs: { 'ledger/chat:a:m1': sent['ledger/chat:a:m1'] } }],
      ['delivered 2 times', { docs: { ...sent, 'chats/a_c/messages/m1': message } }],
      [
        'refused every time',
        {
          docs: sent,
          history: [record('a', 'sendChatMessage', 'm1', { outcome: 'fail', code: 'failed-precondition' })],
        },
      ],
    ],
  },
  'refund-is-unused-minutes': {
    holds: { docs: called },
    broken: [
      [
        '10 tokens are due back, 20',
        { docs: { ...called, 'ledger/again': ledger(['escrow:s1', -10], ['user:a', 10]) } },
      ],
      [
        '10 tokens are due back, 0',
        { docs: { ...called, 'ledger/settle': ledger(['escrow:s1', -30], ['user:b', 30]) } },
      ],
      [
        'left in escrow',
        { docs: { ...called, 'ledger/settle': ledger(['escrow:s1', -20], ['user:a', 10], ['user:b', 10]) } },
      ],
      ['30 tokens were paid for it, 20', { docs: running(20) }],
      ['still active', { docs: { ...called, 'sessions/s1': { ...call, status: 'active', settledAt: null } } }],
      [
        'active at a/sessionHeartbeat/s1#1, after its 3 booked minutes',
        {
          docs: called,
          history: [
            record('a', 'sessionHeartbeat', 's1', {
              invokedAt: 4 * MINUTE,
              request: { sessionId: 's1' },
              response: { status: 'active' },
            }),
          ],
        },
      ],
      ['only 1 minutes billed', { docs: { ...called, 'sessions/s1': { ...call, billedMinutes: 1 } } }],
    ],
  },
  'one-active-call-per-user': {
    holds: { docs: { 'sessions/s1': call, 'sessions/s2': { ...call, startedAt: 2 * MINUTE, settledAt: null } } },
    broken: [
      [
        'was in s1 and s2 at once',
        { docs: { 'sessions/s1': call, 'sessions/s2': { ...call, callerId: 'c', startedAt: MINUTE } } },
      ],
    ],
  },
  'rate-limits-hold': {
    holds: { docs: messages(Array.from({ length: 31 }, (_, i) => i * 2_000)) },
    broken: [
      ['31 times within 60 s', { docs: messages(Array.from({ length: 31 }, (_, i) => i * 1_999)) }],
      [
        'TOKEN_PURCHASE allows 3',
        {
          docs: Object.fromEntries(
            [0, 1, 2, 3].map((i) => [`pendingTransactions/t${i}`, { ...purchase, createdAt: i * 3 * MINUTE }]),
          ),
        },
      ],
    ],
  },
  'nothing-on-killed-feature': {
    holds: {
      docs: messages([MINUTE + 29_000, 5 * MINUTE]),
      timeline: [flip(MINUTE, 'chat_paid', 'kill'), flip(4 * MINUTE, 'chat_paid', 'on')],
    },
    broken: [
      ['accepted later than 30 s', { docs: messages([2 * MINUTE]), timeline: [flip(MINUTE, 'chat_paid', 'kill')] }],
    ],
  },
  'events-counted-once': {
    holds: { docs: { 'analyticsBatches/a:b1': batch(['e1']) }, history: [ingest()] },
    broken: [
      ['never counted', { history: [ingest()] }],
      [
        'counted 2 times',
        {
          docs: { 'analyticsBatches/a:b1': batch(['e1']), 'analyticsBatches/a:b2': batch(['e1']) },
          history: [ingest()],
        },
      ],
      ['refused every time', { docs: { 'analyticsBatches/a:b1': batch(['e1']) }, history: [ingest('fail')] }],
    ],
  },
  'flag-changes-audited': {
    holds: {
      docs: {
        'featureFlags/f': { version: 2 },
        'featureFlags/f/audit/1': audit(1),
        'featureFlags/f/audit/2': audit(2),
      },
    },
    broken: [
      ['its audit at 1', { docs: { 'featureFlags/f': { version: 2 }, 'featureFlags/f/audit/1': audit(1) } }],
      ['change 1 is missing', { docs: { 'featureFlags/f': { version: 1 }, 'featureFlags/f/audit/2': audit(2) } }],
      ['names nobody', { docs: { 'featureFlags/f': { version: 1 }, 'featureFlags/f/audit/1': audit(1, '') } }],
      ['1 changes were acknowledged, 0', { timeline: [flip(0, 'f', 'kill')] }],
    ],
  },
  'untouched-by-rollback': {
    holds: { docs: { ...sent, ...bought, ...rolledBack }, history: beforeRollback },
    broken: [
      ['the message is gone', { docs: { ...bought, ...rolledBack }, history: beforeRollback }],
      [
        'the message is gone or another',
        {
          docs: { ...sent, ...bought, ...rolledBack, 'chats/a_b/messages/m1': { ...message, at: 6 } },
          history: beforeRollback,
        },
      ],
      [
        'no longer confirmed',
        {
          docs: { ...sent, ...bought, ...rolledBack, 'pendingTransactions/t1': { ...purchase, status: 'failed' } },
          history: beforeRollback,
        },
      ],
      [
        'tokens moved by "rollback:chat"',
        {
          docs: {
            ...{ ...sent, ...bought, ...rolledBack },
            'ledger/rollback:chat': { ...ledger(['user:a', -1], ['user:b', 1]), at: MINUTE },
          },
          history: beforeRollback,
        },
      ],
    ],
  },
  'mutual-likes-match': {
    holds: {
      docs: {
        'swipes/a_b': { userId: 'a', targetId: 'b', action: 'like' },
        'swipes/b_a': { userId: 'b', targetId: 'a', action: 'like' },
        'matches/a_b': {},
      },
    },
    broken: [
      [
        'there is no match',
        {
          docs: {
            'swipes/a_b': { userId: 'a', targetId: 'b', action: 'like' },
            'swipes/b_a': { userId: 'b', targetId: 'a', action: 'like' },
          },
        },
      ],
      [
        'do not like each other',
        { docs: { 'swipes/a_b': { userId: 'a', targetId: 'b', action: 'like' }, 'matches/a_b': {} } },
      ],
    ],
  },
};

test('a call may be stamped before the end of the one that it had to wait for', () => {
  const invariant = INVARIANTS.find(({ id }) => id === 'one-active-call-per-user');
  const docs = { 'sessions/a~1': call, 'sessions/c~2': { ...call, callerId: 'c', startedAt: MINUTE } };
  const start = (completedAt: number | null, outcome: 'ok' | 'info' = 'ok') =>
    record('c', 'startCall', '2', { invokedAt: MINUTE, completedAt, outcome });
  const statusAfter = (...history: HistoryRecord[]) => invariant?.check(evidenceOf({ docs, history })).status;
  expect(statusAfter(start(3 * MINUTE))).toBe('pass');
  expect(statusAfter(start(MINUTE + 5))).toBe('fail');
  expect(statusAfter(start(3 * MINUTE), start(MINUTE + 5, 'info'))).toBe('fail');
  expect(statusAfter(start(null, 'info'))).toBe('pass');
});

test('a call that was stamped by a clock that was ahead is over when it really was', () => {
  const invariant = INVARIANTS.find(({ id }) => id === 'one-active-call-per-user');
  const stamped = { ...call, settledAt: 10 * MINUTE + 30_000 };
  const docs = { 'sessions/s1': stamped, 'sessions/s2': { ...call, startedAt: 2 * MINUTE, settledAt: null } };
  const jump = (action: string, at: number): TimelineRecord => ({
    ...{ at, kind: 'fault', name: 'ahead' },
    detail: { action, fault: 'clock-jump', params: { byMs: 9 * MINUTE } },
  });
  const status = (...timeline: TimelineRecord[]) => invariant?.check(evidenceOf({ docs, timeline })).status;
  expect(status()).toBe('fail');
  expect(status(jump('apply', MINUTE), jump('revert', 2 * MINUTE))).toBe('pass');
  expect(status(jump('apply', 3 * MINUTE), jump('revert', 4 * MINUTE))).toBe('fail');
});

test('every invariant has planted violations', () => {
  expect(INVARIANTS.map(({ id }) => id).sort()).toEqual(Object.keys(CASES).sort());
});

for (const { id, check } of INVARIANTS) {
  const cases = CASES[id];
  test(`${id}: passes where it holds, and cannot be judged from nothing`, () => {
    expect(check(evidenceOf(cases?.holds ?? {}))).toMatchObject({ status: 'pass', violations: [] });
    expect(check(evidenceOf({}))).toMatchObject({ status: 'inconclusive', checked: 0 });
  });
  test.each(cases?.broken ?? [])(`${id}: finds what "%s"`, (said, broken) => {
    const found = check(evidenceOf(broken));
    expect(found.status).toBe('fail');
    expect(found.violations.map((one) => one.message).join('\n')).toContain(said);
  });
}

test.each([
  ['pending-payments-end', pendingNow({ nextRetryAt: 100 * MINUTE })],
  ['pending-payments-end', pendingNow({ retries: 1, nextRetryAt: 104 * MINUTE })],
  ['payment-credited-once', pendingNow({ nextRetryAt: 100 * MINUTE })],
  ['refund-is-unused-minutes', running(30)],
])('%s: what is still under way is judged by its schedule', (id, docs) => {
  const evidence = evidenceOf({ docs, payments: [payment] });
  expect(INVARIANTS.find((one) => one.id === id)?.check(evidence)).toMatchObject({ status: 'pass', checked: 1 });
});

test('every collection that a rule reads is among those that are read for it', () => {
  const asked = new Set<string>();
  for (const { check } of INVARIANTS) {
    const evidence = evidenceOf({
      history: [
        ingest(),
        record('a', 'swipe', 's1'),
        record('a', 'sendChatMessage', 'm1', { response: { chatId: 'c' } }),
        record('a', 'startCall', 'c1'),
        record('a', 'purchaseTokens', 'p1'),
      ],
      timeline: Object.keys(GUARDED).map((flag) => flip(0, flag, 'kill')),
    });
    check({ ...evidence, documents: (collection) => asked.add(collection) && evidence.documents(collection) });
  }
  expect([...asked].sort()).toEqual([...EVIDENCE_COLLECTIONS].sort());
});

test('what is accepted between the commit of a restoring flip and its acknowledgement is no violation', () => {
  const rule = INVARIANTS.find(({ id }) => id === 'nothing-on-killed-feature');
  const restored = { ...audit(2), changedAt: 4 * MINUTE - 50, after: { settings: { state: 'on' } } };
  const timeline = [flip(MINUTE, 'chat_paid', 'kill'), flip(4 * MINUTE, 'chat_paid', 'on')];
  const docs = (at: number) => ({ ...messages([at]), 'featureFlags/chat_paid/audit/v2': restored });
  expect(rule?.check(evidenceOf({ docs: docs(4 * MINUTE - 20), timeline })).status).toBe('pass');
  expect(rule?.check(evidenceOf({ docs: docs(4 * MINUTE - 60), timeline })).status).toBe('fail');
});

test('payments that nobody can vouch for are inconclusive', () => {
  const paid = INVARIANTS.find(({ id }) => id === 'no-tokens-without-payment');
  expect(paid?.check(evidenceOf({ docs: bought, payments: null })).status).toBe('inconclusive');
});

test('a window includes its start and not its end', () => {
  const over = (times: readonly number[], limit: number) =>
    overfullWindow(
      times.map((at) => ({ since: at, at })),
      limit,
      10,
    );
  expect(over([0, 10], 1)).toBeNull();
  expect(over([0, 9], 1)).toEqual([0, 2]);
  expect(over([30, 0, 9, 5], 2)).toEqual([0, 3]);
});

test('a call that was slow to leave its time may have been let in a window earlier', () => {
  const calls = (since: number) => [
    { since, at: 5 },
    { since: 14, at: 14 },
  ];
  expect(overfullWindow(calls(4), 1, 10)).toBeNull();
  expect(overfullWindow(calls(5), 1, 10)).toEqual([5, 2]);
});
