import type { DocData } from '../../../ports/index.ts';
import type { Action, Who } from './rest.ts';

export interface Case {
  readonly name: string;
  readonly who: Who;
  readonly action: Action;
  readonly expect: 'allow' | 'deny';
}

export const nobody: Who = null;
export const ada: Who = { sub: 'ada', tenant: 'north' };
export const bob: Who = { sub: 'bob', tenant: 'south' };
export const admin: Who = { sub: 'op', admin: true };
export const root: Who = { sub: 'root', superAdmin: true };
/** Claims of the wrong type open nothing. */
const pretender: Who = { sub: 'eve', admin: 'true', superAdmin: 1 };

const people = { nobody, ada, bob, admin, root, pretender } as const;
type Person = keyof typeof people;

/** What is in the database before each case. */
export const DOCUMENTS: Readonly<Record<string, DocData>> = {
  'users/ada': { name: 'Ada', age: 30, popularity: 7 },
  'wallets/ada': { balance: 100, updatedAt: 1 },
  'ledger/chat:m1': { reason: 'chat', at: 1, accounts: ['user:ada', 'user:bob'], postings: [] },
  'pendingTransactions/t1': { userId: 'ada', status: 'pending', tokens: 100, credited: 0 },
  'paymentAudit/t1:0001': { transactionId: 't1', number: 1 },
  'providerPayments/stripe:1': { transactionId: 't1' },
  'chats/ada_bob': { participants: ['ada', 'bob'], lastAt: 1 },
  'chats/ada_bob/messages/m1': { senderId: 'ada', text: 'hi', at: 1, receipt: { charged: 2, balance: 98 } },
  'matches/ada_bob': { users: ['ada', 'bob'], at: 1 },
  'swipes/ada_bob': { userId: 'ada', targetId: 'bob', action: 'like' },
  'sessions/ada~c1': { callerId: 'ada', calleeId: 'bob', status: 'active', prepaid: 100, balanceAfter: 0 },
  'activeSessions/ada': { sessionId: 'ada~c1' },
  'profilePictures/ada': { url: 'data:' },
  'events/e1': { organizerId: 'ada', qrKey: 'secret' },
  'events/e1/tickets/ada': { userId: 'ada', price: 5, status: 'PAID' },
  'events/e1/checkIns/ada:c1': { userId: 'ada', success: true },
  'events/e1/usedCodes/n1': { at: 1 },
  'supportTickets/user:ada:1': { userId: 'ada', status: 'open', notes: null },
  'panics/ada:1': { userId: 'ada', at: 1 },
  'tenantFlagOverrides/north:chat_paid': { tenant: 'north', flag: 'chat_paid', state: 'on' },
  'systemFeatureFlags/chat': { enabled: true },
  'countryFeatureFlags/DE': { chat_paid: { enabled: true } },
  'platformFeatureFlags/ios': { chat_paid: { enabled: true } },
  'featureFlags/chat_paid': flag('chat_paid', { version: 3, lastUpdatedBy: 'root' }),
  'featureFlags/chat_paid/audit/v00000003': { version: 3 },
  'auditLogs/l1': { type: 'FEATURE_FLAG_CHANGED', at: 1 },
  'alerts/a1': { status: 'active', openedAt: 1 },
  'rateLimits/ada_CHAT_PAID': { userId: 'ada' },
  'scheduledJobs/j1': { kind: 'payments.retry' },
};

/** A flag as an admin's client would write it. */
export function flag(key: string, fields: DocData = {}): DocData {
  return {
    ...{ key, state: 'on', enabled: true, env: 'prod', rollout: 100, rolloutUnit: 'user', countries: ['DE', 'AT'] },
    ...{ platforms: [], canaryTenants: [], dependencies: [], requiresVip: false, requiresRoyal: false },
    ...{ requiresCreator: false, shadowExecution: 'dry_run', notes: '', undoVersion: null },
    ...{ version: 1, lastUpdatedBy: 'op', lastUpdatedAt: 1_767_614_400_000, ...fields },
  };
}
const without = (data: DocData, field: string): DocData =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== field));

type Row = readonly [expect: 'allow' | 'deny', who: Person, action: Action, why?: string];

const get = (path: string): Action => ({ do: 'get', path });
const list = (path: string, ...where: NonNullable<Extract<Action, { do: 'list' }>['where']> | []): Action =>
  where.length === 0 ? { do: 'list', path } : { do: 'list', path, where };
const create = (path: string, data: DocData): Action => ({ do: 'create', path, data });
const update = (path: string, data: DocData): Action => ({ do: 'update', path, data });
const set = (path: string, data: DocData): Action => ({ do: 'set', path, data });
const remove = (path: string): Action => ({ do: 'delete', path });

const FLAG = 'featureFlags/chat_paid';
const next = (fields: DocData = {}) => set(FLAG, flag('chat_paid', { version: 4, ...fields }));

const FLAGS: readonly Row[] = [
  ['deny', 'nobody', get(FLAG)],
  ['allow', 'ada', get(FLAG)],
  ['allow', 'ada', list('featureFlags')],
  ['deny', 'nobody', list('featureFlags')],
  ['deny', 'ada', next({ lastUpdatedBy: 'ada' }), 'is no admin'],
  ['deny', 'pretender', next({ lastUpdatedBy: 'eve' }), 'claims of another type'],
  ['allow', 'admin', next()],
  ['allow', 'root', next({ lastUpdatedBy: 'root' })],
  ['allow', 'admin', next({ state: 'kill', enabled: false })],
  ['allow', 'admin', update(FLAG, { state: 'off', enabled: false, version: 4, lastUpdatedBy: 'op' }), 'a part of it'],
  ['deny', 'admin', next({ lastUpdatedBy: 'root' }), 'signs with another name'],
  ['deny', 'admin', next({ version: 3 }), 'a version that is taken'],
  ['deny', 'admin', next({ version: 5 }), 'a version too far'],
  ['deny', 'admin', next({ key: 'chat_voice' }), 'another key'],
  ['deny', 'admin', next({ state: 'maybe' }), 'no state'],
  ['deny', 'admin', next({ enabled: 'yes' }), 'enabled is no boolean'],
  ['deny', 'admin', next({ enabled: false }), 'enabled contradicts the state'],
  ['deny', 'admin', next({ env: 'production' }), 'no environment'],
  ['deny', 'admin', next({ rollout: 101 }), 'more than everybody'],
  ['deny', 'admin', next({ rollout: -1 }), 'less than nobody'],
  ['deny', 'admin', next({ rollout: '50' }), 'rollout is no number'],
  ['allow', 'admin', next({ state: 'canary', rollout: 12.5 })],
  ['deny', 'admin', next({ rolloutUnit: 'country' }), 'no unit'],
  ['deny', 'admin', next({ countries: 'DE' }), 'countries are no list'],
  ['deny', 'admin', next({ countries: [49] }), 'countries are no texts'],
  ['deny', 'admin', next({ canaryTenants: [{ id: 'north' }] }), 'tenants are no texts'],
  ['deny', 'admin', next({ requiresVip: 'no' }), 'requiresVip is no boolean'],
  ['deny', 'admin', next({ shadowExecution: 'write' }), 'no shadow execution'],
  ['deny', 'admin', next({ notes: 'x'.repeat(2001) }), 'notes too long'],
  ['deny', 'admin', next({ lastUpdatedAt: 'today' }), 'no time'],
  ['deny', 'admin', next({ undoVersion: 'last' }), 'no version'],
  ['deny', 'admin', next({ owner: 'op' }), 'an unknown field'],
  ['deny', 'admin', set(FLAG, without(flag('chat_paid', { version: 4 }), 'env')), 'a field is missing'],
  ['allow', 'admin', create('featureFlags/chat_voice', flag('chat_voice'))],
  ['deny', 'admin', create('featureFlags/chat_voice', flag('chat_voice', { version: 9 })), 'begins with version 9'],
  ['deny', 'ada', create('featureFlags/chat_voice', flag('chat_voice', { lastUpdatedBy: 'ada' })), 'is no admin'],
  ['deny', 'ada', remove(FLAG)],
  ['deny', 'admin', remove(FLAG), 'takes a super-admin'],
  ['allow', 'root', remove(FLAG)],
  ['allow', 'admin', get(`${FLAG}/audit/v00000003`)],
  ['deny', 'ada', get(`${FLAG}/audit/v00000003`)],
  ['deny', 'admin', create(`${FLAG}/audit/v00000004`, { version: 4 }), 'immutable'],
  ['deny', 'root', update(`${FLAG}/audit/v00000003`, { version: 5 }), 'immutable'],
  ['deny', 'root', remove(`${FLAG}/audit/v00000003`), 'immutable'],
  ['allow', 'ada', get('systemFeatureFlags/chat')],
  ['deny', 'admin', update('systemFeatureFlags/chat', { enabled: false })],
  ['deny', 'nobody', get('countryFeatureFlags/DE')],
  ['allow', 'ada', get('countryFeatureFlags/DE')],
  ['deny', 'admin', update('countryFeatureFlags/DE', { chat_paid: { enabled: false } })],
  ['allow', 'ada', get('platformFeatureFlags/ios')],
  ['deny', 'ada', update('platformFeatureFlags/ios', { chat_paid: { enabled: false } })],
  ['allow', 'ada', get('tenantFlagOverrides/north:chat_paid'), 'of the own tenant'],
  ['deny', 'bob', get('tenantFlagOverrides/north:chat_paid'), 'of another tenant'],
  ['deny', 'pretender', get('tenantFlagOverrides/north:chat_paid'), 'without a tenant'],
  ['deny', 'admin', update('tenantFlagOverrides/north:chat_paid', { state: 'off' })],
];

const MONEY: readonly Row[] = [
  ['allow', 'ada', get('wallets/ada')],
  ['deny', 'bob', get('wallets/ada')],
  ['deny', 'nobody', get('wallets/ada')],
  ['deny', 'ada', list('wallets')],
  ['allow', 'admin', list('wallets')],
  ['deny', 'ada', update('wallets/ada', { balance: 1_000_000 }), 'enriches itself'],
  ['deny', 'bob', create('wallets/bob', { balance: 1_000_000 }), 'enriches itself'],
  ['deny', 'admin', update('wallets/ada', { balance: 0 }), 'not even an admin'],
  ['deny', 'root', remove('wallets/ada')],
  ['deny', 'ada', get('ledger/chat:m1'), 'names the other side'],
  ['deny', 'ada', list('ledger', 'accounts', 'ARRAY_CONTAINS', 'user:ada')],
  ['allow', 'admin', get('ledger/chat:m1')],
  ['deny', 'ada', create('ledger/gift', { reason: 'gift', accounts: ['user:ada'], postings: [] })],
  ['deny', 'root', remove('ledger/chat:m1')],
  ['allow', 'ada', get('pendingTransactions/t1')],
  ['allow', 'ada', list('pendingTransactions', 'userId', 'EQUAL', 'ada')],
  ['deny', 'ada', list('pendingTransactions')],
  ['deny', 'bob', get('pendingTransactions/t1')],
  ['deny', 'ada', update('pendingTransactions/t1', { status: 'confirmed' }), 'confirms its own payment'],
  ['deny', 'ada', create('pendingTransactions/t2', { userId: 'ada', status: 'confirmed', tokens: 5 })],
  ['deny', 'admin', update('pendingTransactions/t1', { status: 'confirmed' })],
  ['deny', 'ada', get('paymentAudit/t1:0001')],
  ['allow', 'admin', get('paymentAudit/t1:0001')],
  ['deny', 'admin', get('providerPayments/stripe:1')],
  ['deny', 'ada', remove('providerPayments/stripe:1'), 'would pay twice with one payment'],
];

const PEOPLE: readonly Row[] = [
  ['allow', 'ada', get('users/ada')],
  ['deny', 'bob', get('users/ada')],
  ['deny', 'bob', list('users')],
  ['deny', 'ada', update('users/ada', { popularity: 1e6 }), 'makes itself popular'],
  ['deny', 'ada', get('swipes/ada_bob')],
  ['deny', 'bob', get('swipes/ada_bob'), 'who liked whom'],
  ['deny', 'bob', create('swipes/bob_ada', { userId: 'bob', targetId: 'ada', action: 'like' })],
  ['allow', 'bob', get('matches/ada_bob')],
  ['deny', 'pretender', get('matches/ada_bob')],
  ['deny', 'bob', create('matches/bob_zoe', { users: ['bob', 'zoe'] })],
  ['allow', 'ada', get('profilePictures/ada')],
  ['deny', 'bob', get('profilePictures/ada')],
];

const CHATS: readonly Row[] = [
  ['allow', 'bob', get('chats/ada_bob')],
  ['allow', 'bob', list('chats', 'participants', 'ARRAY_CONTAINS', 'bob')],
  ['deny', 'bob', list('chats')],
  ['deny', 'pretender', get('chats/ada_bob')],
  ['deny', 'nobody', get('chats/ada_bob')],
  ['deny', 'admin', get('chats/ada_bob'), 'operators do not read along'],
  ['deny', 'bob', create('chats/bob_zoe', { participants: ['bob', 'zoe'] })],
  ['allow', 'ada', get('chats/ada_bob/messages/m1')],
  ['deny', 'bob', get('chats/ada_bob/messages/m1'), 'would show the balance of the sender'],
  ['deny', 'ada', create('chats/ada_bob/messages/m2', { senderId: 'ada', text: 'free', at: 2 }), 'without paying'],
  ['deny', 'ada', update('chats/ada_bob/messages/m1', { text: 'never said' })],
  ['deny', 'ada', remove('chats/ada_bob/messages/m1')],
];

const SESSIONS: readonly Row[] = [
  ['allow', 'ada', get('sessions/ada~c1')],
  ['deny', 'bob', get('sessions/ada~c1'), 'would show the balance of the caller'],
  ['allow', 'ada', list('sessions', 'callerId', 'EQUAL', 'ada')],
  ['deny', 'ada', update('sessions/ada~c1', { status: 'refunded' }), 'refunds itself'],
  ['deny', 'ada', create('sessions/ada~c2', { callerId: 'ada', calleeId: 'bob', prepaid: 0 }), 'without paying'],
  ['deny', 'admin', update('sessions/ada~c1', { prepaid: 0 })],
  ['allow', 'ada', get('activeSessions/ada')],
  ['deny', 'ada', remove('activeSessions/ada'), 'evades the limit of one call'],
  ['deny', 'ada', get('events/e1'), 'holds the key of the codes'],
  ['deny', 'ada', update('events/e1', { status: 'RESOLVED' })],
  ['allow', 'ada', get('events/e1/tickets/ada')],
  ['deny', 'bob', get('events/e1/tickets/ada')],
  ['deny', 'bob', create('events/e1/tickets/bob', { userId: 'bob', price: 0, status: 'PAID' }), 'without paying'],
  ['allow', 'ada', get('events/e1/checkIns/ada:c1')],
  ['deny', 'ada', update('events/e1/checkIns/ada:c1', { success: true })],
  ['deny', 'ada', remove('events/e1/usedCodes/n1'), 'uses a code twice'],
];

const OPERATORS: readonly Row[] = [
  ['deny', 'ada', get('supportTickets/user:ada:1'), 'holds the notes of the desk'],
  ['allow', 'admin', list('supportTickets')],
  ['deny', 'ada', create('supportTickets/user:ada:2', { userId: 'ada' }), 'evades the limit'],
  ['deny', 'ada', get('panics/ada:1')],
  ['allow', 'admin', get('panics/ada:1')],
  ['deny', 'admin', remove('panics/ada:1')],
  ['allow', 'admin', get('auditLogs/l1')],
  ['deny', 'ada', get('auditLogs/l1')],
  ['deny', 'root', remove('auditLogs/l1'), 'immutable'],
  ['allow', 'admin', get('alerts/a1')],
  ['deny', 'admin', update('alerts/a1', { status: 'resolved' })],
  ['deny', 'ada', remove('rateLimits/ada_CHAT_PAID'), 'evades the limit'],
  ['deny', 'ada', get('rateLimits/ada_CHAT_PAID')],
  ['deny', 'root', create('scheduledJobs/j2', { kind: 'payments.retry' })],
  ['deny', 'root', get('scheduledJobs/j1')],
  ['deny', 'root', get('unheardOf/x'), 'is not named'],
  ['deny', 'root', create('unheardOf/x', { a: 1 }), 'is not named'],
  ['deny', 'ada', get('users/ada/secrets/x'), 'is not named'],
];

/** Every case, under a name that says it. */
export const CASES: readonly Case[] = [...FLAGS, ...MONEY, ...PEOPLE, ...CHATS, ...SESSIONS, ...OPERATORS].map(
  ([expect, who, action, why]) => ({
    name: `${who} may${expect === 'deny' ? ' not' : ''} ${action.do} ${action.path}${'where' in action && action.where ? ` of its own` : ''}${why ? `: ${why}` : ''}`,
    who: people[who],
    action,
    expect,
  }),
);
