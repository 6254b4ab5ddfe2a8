import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { standardModules } from '../../app.ts';
import { seedUsers } from '../../seed/seed-users.ts';
import { openFirestore } from '../../store/firestore/index.ts';
import { emptyProject, needsFirestore } from '../../store/firestore/testing.ts';
import { MemoryStore } from '../../store/index.ts';
import { type Host, startHost } from '../embedded/host.ts';
import { systemClock } from '../embedded/system-ports.ts';
import { tokenOf } from '../embedded/testing.ts';
import { contractModule, ERROR_CODES } from '../testing/contract-module.ts';
import { type Deployed, deploy } from './testing/deployed.ts';

const found = inject('firestore');
needsFirestore();
// As in the functions emulator: the claims of a token count, whoever signed it. Read when firebase-functions is loaded.
vi.hoisted(() => {
  process.env.FIREBASE_DEBUG_MODE = 'true';
  process.env.FIREBASE_DEBUG_FEATURES = '{"skipTokenVerification":true}';
  // It logs every token.
  for (const level of ['debug', 'warn', 'error'] as const) console[level] = () => {};
});

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const root = tokenOf('root', { superAdmin: true });

/** One request, and what of the answer is the protocol's. */
async function ask(url: string, target: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const sent = { 'content-type': 'application/json', ...headers };
  const response = await fetch(`${url}/${target}`, { method: 'POST', body, headers: sent });
  const answer = (await response.json()) as { result?: unknown; error?: { status: string; message: string } };
  return { status: response.status, retryAfter: response.headers.get('retry-after'), answer };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('both hosts answer alike', { concurrent: false }, () => {
  let embedded: Host;
  let deployed: Deployed;
  beforeAll(async () => {
    if ('reason' in found) return;
    const modules = [...standardModules(), contractModule];
    embedded = await startHost({
      store: new MemoryStore(systemClock),
      clock: systemClock,
      log: quiet,
      port: 0,
      modules,
    });
    deployed = await deploy(openFirestore(emptyProject()));
  });
  afterAll(async () => {
    await embedded?.stop();
    await deployed?.close();
  });

  type Row = readonly [what: string, target: string, body: string, headers?: Record<string, string>];
  const data = (value: unknown) => JSON.stringify({ data: value });
  const raising = ERROR_CODES.map<Row>((code) => [
    `the code ${code}`,
    'raise',
    data({ code, message: 'why', details: { retryAfter: 1.2, deep: [{ a: null }] } }),
  ]);
  const alike: readonly Row[] = [
    ...raising,
    ['a value', 'echo', data({ a: [1, 'zwei', null, { b: -0.5 }], c: 'grüße' })],
    ['no data', 'echo', data(null)],
    ['a caller', 'whoAmI', data({}), bearer(tokenOf('u1', { country: 'DE', creator: true }))],
    ['an admin', 'whoAmI', data({}), bearer(tokenOf('u1', { admin: true }))],
    ['an unexpected failure', 'crash', data({})],
    ['no token', 'getWallet', data({})],
    ['no admin', 'getJobQueue', data({}), bearer(tokenOf('u1'))],
    ['a field that is wrong', 'swipe', data({ swipeId: 's', targetId: 'u2', action: 'maybe' }), bearer(tokenOf('u1'))],
    ['an unknown field', 'getWallet', data({ all: true }), bearer(tokenOf('u1'))],
    ['a wallet', 'getWallet', data({}), bearer(tokenOf('u1'))],
    ['somebody who is not there', 'getProfile', data({ userId: 'nobody' }), bearer(tokenOf('u1'))],
  ];
  test.each(alike.map((row) => [row[0], row] as const))('%s', async (_what, [, target, body, headers]) => {
    expect(await ask(deployed.url, target, body, headers)).toEqual(await ask(embedded.url, target, body, headers));
  });

  // Firebase answers these before the operation is asked: code and status are the same, the words are its own.
  const refused: readonly Row[] = [
    ['a token that is none', 'whoAmI', data({}), bearer('x.y.z')],
    ['another scheme', 'whoAmI', data({}), { authorization: 'Basic dTE6dTE=' }],
    ['a body without data', 'echo', '{"date":{}}'],
  ];
  test.each(refused.map((row) => [row[0], row] as const))('%s', async (_what, [, target, body, headers]) => {
    const [one, other] = await Promise.all([embedded, deployed].map(({ url }) => ask(url, target, body, headers)));
    expect({ status: other?.status, code: other?.answer.error?.status }).toEqual({
      ...{ status: one?.status, code: one?.answer.error?.status },
    });
  });

  test('routes', async () => {
    const get = async (url: string, path: string, token?: string) => {
      const response = await fetch(`${url}${path}`, { headers: token ? bearer(token) : {} });
      return { status: response.status, body: await response.json() };
    };
    for (const [path, token] of [
      ['/api/flags', tokenOf('u1')],
      ['/api/flags'],
      ['/api/flags/chat_paid', tokenOf('u1')],
      ['/api/flags/no_such_flag', tokenOf('u1')],
      ['/api/flags/chat_paid/history', tokenOf('u1')],
      ['/nowhere', tokenOf('u1')],
      ['/healthz'],
    ] as const)
      expect(await get(`${deployed.url}/api`, path, token)).toEqual(await get(embedded.url, path, token));
    expect((await get(`${deployed.url}/api`, '/openapi.json')).body).toMatchObject({
      paths: { '/getProfile': expect.anything(), '/webhooks/stripe': expect.anything() },
    });
  });

  test('an attempt with a bad token is put on record', async () => {
    const body = data({ key: 'chat_paid', reason: 'mischief' });
    expect((await ask(deployed.url, 'killFeatureFlag', body, bearer('x.y.z'))).status).toBe(401);
    const { backend } = deployed.instance();
    const log = await backend.workContext('test').store.query({
      collection: 'auditLogs',
      where: [['type', '==', 'FEATURE_FLAG_CHANGE_REJECTED']],
      orderBy: [['at', 'desc']],
    });
    expect(log.map((entry) => entry.data)).toMatchObject([{ flag: 'chat_paid' }]);
  });
});

test('instances hear of each other’s flag changes within seconds, and streams push them', async () => {
  const project = emptyProject();
  const [one, other] = await Promise.all([deploy(openFirestore(project)), deploy(openFirestore(project))]);
  try {
    const stream = await fetch(`${other.url}/api/api/flags/stream`, { headers: bearer(tokenOf('u1')) });
    const reader = stream.body?.getReader();
    const heard = new Promise<string>((resolve) => {
      let text = '';
      const read = async () => {
        for (;;) {
          const { value, done } = (await reader?.read()) ?? { done: true };
          text += new TextDecoder().decode(value);
          if (done || /event: change\n.*support_tickets/.test(text)) return resolve(text);
        }
      };
      void read();
    });
    const ticket = { data: { ticketId: 't1', subject: 'help', body: 'please' } };
    const opened = await ask(other.url, 'createSupportTicket', JSON.stringify(ticket), bearer(tokenOf('u1')));
    expect(opened.status).toBe(200);

    const kill = { data: { key: 'support_tickets', reason: 'a drill', confirm: 'support_tickets' } };
    expect((await ask(one.url, 'killFeatureFlag', JSON.stringify(kill), bearer(root))).status).toBe(200);
    expect(await heard).toContain('"state":"kill"');
    ticket.data.ticketId = 't2';
    const refused = await ask(other.url, 'createSupportTicket', JSON.stringify(ticket), bearer(tokenOf('u1')));
    expect(refused.answer.error).toMatchObject({ details: { reason: 'FEATURE_DISABLED' } });
    await reader?.cancel();
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('operations over the functions leave the same documents as over any store: a swipe matches once', async () => {
  const store = openFirestore(emptyProject());
  await seedUsers({ store, clock: systemClock }, { count: 2, seed: 1 });
  const deployed = await deploy(store);
  try {
    const like = (from: string, to: string) =>
      ask(
        deployed.url,
        'swipe',
        JSON.stringify({ data: { swipeId: `${from}-${to}`, targetId: to, action: 'like' } }),
        bearer(tokenOf(from)),
      );
    const answers = await Promise.all([like('u0', 'u1'), like('u1', 'u0'), like('u0', 'u1')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await store.query({ collection: 'matches' })).map(({ id }) => id)).toEqual(['u0_u1']);
  } finally {
    await deployed.close();
  }
});
