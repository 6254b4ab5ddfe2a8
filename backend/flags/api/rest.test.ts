import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, serveFlags, tokenFor } from '../testing/served.ts';

const admin = tokenFor('op', { admin: true });
const superAdmin = tokenFor('boss', { superAdmin: true });
const user = tokenFor('u1', { tenant: 't1' });
let served: Awaited<ReturnType<typeof serveFlags>>;
beforeAll(async () => {
  served = await serveFlags();
});
afterAll(() => served.host.stop());

const call = (method: string, path: string, token: string | null, body?: unknown) =>
  served.request(method, `/api/flags${path}`, token, body);
const rejected = async () =>
  (await served.store.query({ collection: 'auditLogs' }))
    .map(({ data }) => data)
    .filter(({ type }) => type === 'FEATURE_FLAG_CHANGE_REJECTED');

test('all flags come with the caller’s effective states; tenants of canaries only for operators', async () => {
  const { status, body } = await call('GET', '', user);
  expect(status).toBe(200);
  expect(body).toMatchObject({ degraded: false, effective_states: { chat_paid: 'on', 'pos.lite': 'off' } });
  const flag = (body as { flags: { key: string }[] }).flags.find(({ key }) => key === 'wallet');
  expect(flag).toMatchObject({ category: 'financial', critical: true, safeDefault: true, version: 0 });
  expect(flag).not.toHaveProperty('canaryTenants');
  const all = await call('GET', '/wallet', admin);
  expect(all.body).toMatchObject({ flag: { canaryTenants: [], overrides: [] }, effective: { enabled: true } });
  expect((await call('GET', '', null)).status).toBe(401);
  expect((await call('GET', '/nope', user)).status).toBe(404);
});

test('a flag is changed, killed, rolled back and its history read, in the words of the source', async () => {
  const put = await call('PUT', '/search', admin, {
    current_state: 'canary',
    canary_percentage: 10,
    change_reason: 'Testing with 10%',
    version: 0,
    settings: { countries: ['DE'] },
  });
  expect(put).toMatchObject({
    status: 200,
    body: { changed: true, flag: { state: 'canary', rollout: 10, version: 1 } },
  });
  expect((await call('POST', '/search/kill', admin, { kill_reason: 'Memory leak' })).body).toMatchObject({
    flag: { state: 'kill' },
    acknowledged_at: expect.any(Number),
  });
  const back = await call('POST', '/search/rollback', admin, { rollback_reason: 'Fixed' });
  expect(back.body).toMatchObject({ flag: { state: 'canary', rollout: 10, countries: ['DE'], version: 3 } });
  const history = await call('GET', '/search/history?limit=2', admin);
  expect(history.body).toMatchObject({
    entries: [
      { version: 3, action: 'rollback', reason: 'Fixed', changedBy: 'op', ip: '127.0.0.1' },
      { version: 2, action: 'kill' },
    ],
    nextCursor: expect.any(String),
  });
  const { nextCursor } = history.body as { nextCursor: string };
  expect((await call('GET', `/search/history?limit=2&cursor=${nextCursor}`, admin)).body).toMatchObject({
    entries: [{ version: 1 }],
    nextCursor: null,
  });
  expect((await call('GET', '/search/history?limit=0', admin)).status).toBe(400);
});

test('an override holds for its tenant; without a name it is the caller’s own', async () => {
  const own = tokenFor('op', { admin: true, tenant: 't1' });
  const body = { override_state: 'off', override_reason: 'Tenant asked', version: 0 };
  expect((await call('PUT', '/swipe/override', own, body)).status).toBe(200);
  expect((await call('GET', '/swipe', user)).body).toMatchObject({
    effective: { state: 'off', reason: 'tenant-override' },
  });
  expect((await call('GET', '/swipe', tokenFor('u2', { tenant: 't2' }))).body).toMatchObject({
    effective: { state: 'on' },
  });
  expect((await call('PUT', '/swipe/override', admin, { ...body, version: 1 })).status).toBe(400);
});

test.each([
  ['an expired token', tokenFor('op', { admin: true }, true), { kill_reason: 'x' }, 401, /expired/, null],
  ['no token', null, { kill_reason: 'x' }, 401, /sign in/, null],
  ['a user', user, { kill_reason: 'x' }, 403, /admin claim/, 'u1'],
  ['no confirmation', admin, { kill_reason: 'x' }, 400, /exact key "wallet"/, 'op'],
  ['no reason', admin, {}, 400, /^kill_reason/, 'op'],
  ['an unknown field', admin, { kill_reason: 'x', confrim: 'wallet' }, 400, /^confrim/, 'op'],
  ['a stale version', admin, { kill_reason: 'x', confirm: 'wallet', version: 9 }, 409, /not at 9/, 'op'],
])('%s is refused, with an audit entry and no change', async (_, token, body, status, message, changedBy) => {
  const before = await rejected();
  const answer = await call('POST', '/wallet/kill', token, body);
  expect(answer.status).toBe(status);
  expect((answer.body as { error: { message: string } }).error.message).toMatch(message);
  const after = await rejected();
  expect(after).toHaveLength(before.length + 1);
  const added = after.find((log) => !before.some(({ at, message: text }) => at === log.at && text === log.message));
  expect(added).toMatchObject({ flag: 'wallet', changedBy, ip: '127.0.0.1' });
  expect(await served.store.get('featureFlags/wallet')).toBeNull();
});

test('deletion is for super-admins', async () => {
  await call('PUT', '/swipe/override', admin, {
    tenant_id: 't1',
    override_state: null,
    override_reason: 'x',
    version: 1,
  });
  const body = { delete_reason: 'clean-up', version: 2 };
  expect((await call('DELETE', '/swipe', admin, body)).status).toBe(403);
  expect((await call('DELETE', '/swipe', superAdmin, body)).body).toMatchObject({ changed: true });
});

test('a killed operation answers 400 with flag and state, and its history of blocks is kept', async () => {
  await call('POST', '/chat_paid/kill', admin, { kill_reason: 'bug' });
  const answer = await served.request('POST', '/note', user, { data: { text: 'x' } });
  expect(answer).toMatchObject({
    status: 400,
    body: {
      error: {
        status: 'FAILED_PRECONDITION',
        details: { reason: 'FEATURE_DISABLED', flag: 'chat_paid', state: 'kill' },
      },
    },
  });
  await call('POST', '/chat_paid/rollback', admin, { rollback_reason: 'fixed' });
  expect((await served.request('POST', '/note', user, { data: { text: 'x' } })).status).toBe(200);
  expect((await call('GET', '/chat_paid', admin)).body).toMatchObject({
    activity: { refused: 1, accepted: 1, failed: 0 },
  });
});

test('the stream tells a subscriber what he has, then what changes for him', async () => {
  const stop = new AbortController();
  const response = await fetch(`${served.host.url}/api/flags/stream`, {
    headers: { authorization: `Bearer ${user}` },
    signal: stop.signal,
  });
  const events = eventsOf(response);
  const next = async () => (await events.next()).value;
  expect(await next()).toMatchObject({ event: 'snapshot', data: { at: expect.any(Number) } });
  await call('PUT', '/incognito', admin, { change_reason: 'x', version: 0, settings: { notes: 'n' } });
  expect(await next()).toMatchObject({ event: 'touched', data: { keys: ['incognito'] } });
  await call('POST', '/incognito/kill', admin, { kill_reason: 'x' });
  expect(await next()).toMatchObject({
    event: 'change',
    data: { flags: [{ key: 'incognito', enabled: false, state: 'kill', reason: 'killed', version: 2 }] },
  });
  stop.abort();
  expect((await call('GET', '/stream', null)).status).toBe(401);
});
