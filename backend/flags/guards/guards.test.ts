import { describe, expect, test } from 'vitest';
import { callerContext, refusalOf } from '../../testing/index.ts';
import { flagBench } from '../testing/bench.ts';
import { BLOCK_WINDOW_MS } from './blocks.ts';

const REFUSAL = {
  code: 'failed-precondition',
  message: 'the feature "chat_paid" is not available now (kill)',
  details: { reason: 'FEATURE_DISABLED', flag: 'chat_paid', state: 'kill' },
};
const request = { params: {}, query: {}, headers: {}, body: undefined, rawBody: '' };
const answered = async () => ({ status: 200 });

describe('every operation', () => {
  test('is refused while its flag is killed, with flag and state, and runs again when it is restored', async () => {
    const { as, put, store } = flagBench();
    await put('chat_paid', { state: 'kill' });
    expect(await refusalOf(as('u1')('note', { text: 'x' }))).toEqual(REFUSAL);
    expect(await store.get('notes/u1')).toBeNull();
    await put('chat_paid', { state: 'on' });
    expect(await as('u1')('note', { text: 'x' })).toEqual({ text: 'x', mode: 'normal' });
  });

  test('hears in its context that its system is degraded', async () => {
    const { as, store } = flagBench();
    await store.batch((w) =>
      w.set('systemFeatureFlags/chat', { enabled: true, degradedMode: true, currentVersion: '1' }),
    );
    expect(await as('u1')('note', { text: 'x' })).toEqual({ text: 'x', mode: 'degraded' });
  });

  test('is targeted by what the token says', async () => {
    const { as, put } = flagBench();
    await put('chat_paid', { state: 'on', requiresVip: true, countries: ['DE'] });
    await as('u1', { vip: true, country: 'DE' })('note', { text: 'x' });
    await refusalOf(as('u1', { vip: true, country: 'PL' })('note', { text: 'x' }));
    await refusalOf(as('u1', { country: 'DE' })('note', { text: 'x' }));
  });
});

describe('the guards of the sources', () => {
  test('assertFeatureEnabled throws, isFeatureEnabled does not, guardFeature wraps', async () => {
    const { flags, system, put } = flagBench();
    const { assertFeatureEnabled, isFeatureEnabled, guardFeature } = flags.guards;
    const ctx = callerContext(system, { uid: 'u1' });
    const guarded = guardFeature('chat_paid', async ({ mode }, n: number) => `${mode} ${n}`);
    expect(await guarded(ctx, 7)).toBe('normal 7');
    expect((await assertFeatureEnabled('chat_paid', ctx)).enabled).toBe(true);
    await put('chat_paid', { state: 'kill' });
    expect(await refusalOf(assertFeatureEnabled('chat_paid', ctx))).toEqual(REFUSAL);
    expect(await refusalOf(guarded(ctx, 7))).toEqual(REFUSAL);
    expect(await isFeatureEnabled('chat_paid', ctx)).toBe(false);
  });

  test('featureMiddleware and requireFlag answer 403 FEATURE_DISABLED with flag and state', async () => {
    const { flags, system, put } = flagBench();
    const { featureMiddleware, requireFlag } = flags.guards;
    const ctx = callerContext(system, { uid: 'u1' });
    await put('webhooks', { state: 'off' });
    expect(await featureMiddleware('webhooks', answered)(ctx, request)).toEqual({
      status: 403,
      body: { error: 'FEATURE_DISABLED', flag: 'webhooks', state: 'off' },
    });
    await put('webhooks', { state: 'shadow' });
    const modes: string[] = [];
    const handler = async ({ mode }: { mode: string }) => ({ status: modes.push(mode) });
    expect((await requireFlag('webhooks')(handler)(ctx, request)).status).toBe(403);
    expect((await requireFlag('webhooks', true)(handler)(ctx, request)).status).toBe(1);
    expect(modes).toEqual(['shadow']);
  });
});

describe('blocked attempts', () => {
  test('under load cost two writes per flag and window, and none is missing from the count', async () => {
    const { as, put, store, clock, backend } = flagBench();
    await put('chat_paid', { state: 'kill' });
    store.writes = 0;
    for (let i = 0; i < 500; i++) {
      await refusalOf(as(`u${i}`)('note', { text: 'x' }));
      clock.advance(10);
    }
    expect(store.writes).toBe(1);
    clock.advance(BLOCK_WINDOW_MS);
    await backend.runRecurring('flushFeatureBlocks');
    expect(store.writes).toBe(2);
    const [block] = await store.query({ collection: 'featureBlocks' });
    expect(block?.data).toMatchObject({
      flag: 'chat_paid',
      state: 'kill',
      count: 500,
      reasons: { killed: 500 },
      operations: { note: 500 },
    });
    expect(block?.data.users).toHaveLength(10);
    const metric = backend.metrics.find(({ name }) => name === 'feature_blocks_total');
    expect(await metric?.read()).toEqual([{ labels: { key: 'chat_paid', state: 'kill' }, value: 500 }]);
  });

  test('are kept while the store is away, refuse all the same, and are written when the backend closes', async () => {
    const { as, put, store, clock, backend } = flagBench();
    await put('chat_paid', { state: 'kill' });
    await refusalOf(as('u0')('note', { text: 'x' }));
    store.down = true;
    for (let i = 0; i < 3; i++) {
      expect((await refusalOf(as('u1')('note', { text: 'x' }))).code).toBe('failed-precondition');
      clock.advance(BLOCK_WINDOW_MS / 2);
    }
    store.down = false;
    await backend.close();
    const blocks = await store.query({ collection: 'featureBlocks' });
    expect(blocks.reduce((sum, { data }) => sum + Number(data.count), 0)).toBe(4);
  });
});
