import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { ProvidersState } from '../providers/index.ts';
import type { FaultContext } from './context.ts';
import { FAULTS, type FaultName } from './index.ts';
import { lifeOf } from './testing/bench.ts';
import { askAt, type Part, startPart } from './testing/part.ts';

const CONFIG = {
  customers: { settleAfterMs: 5, jitterMs: 10, declined: 0, declinedThenPays: 0, abandons: 0 },
  redeliverAfterMs: [20],
};
/** The providers as a process of their own, paid by a shop that takes every webhook. */
let providers: Part;
let ctx: FaultContext;
let stripe: string;
const events: { readonly id: string; readonly signed: boolean }[] = [];
const shop = createServer(async (request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { id } = JSON.parse(Buffer.concat(chunks).toString()) as { id: string };
  events.push({ id, signed: request.headers['stripe-signature'] !== undefined });
  response.writeHead(200).end();
});

beforeAll(async () => {
  providers = await startPart('chaos/providers/main.ts', ['--config', JSON.stringify(CONFIG)]);
  stripe = (providers.ready.urls as { stripe: string }).stripe;
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const control = askAt(providers.url);
  await control('PUT', '/target', { url: `http://127.0.0.1:${(shop.address() as AddressInfo).port}` });
  const none = () => Promise.reject(new Error('not here'));
  const never = () => {
    throw new Error('not here');
  };
  ctx = {
    ...{ name: 'the-fault', seed: 7, lengthMs: 1000, ttlMs: 60_000, providers: control, target: none, toxiproxy: none },
    ...{ backend: { kill: none, start: none, pause: never, resume: never }, pause: none, flipped: never },
  };
});
afterAll(async () => {
  await providers.kill();
  shop.closeAllConnections();
  shop.close();
});

/** Begins a payment as Stripe's SDK would; the HTTP status and body, or why there was no answer. */
async function pay(
  key: string = randomUUID(),
  patienceMs = 60_000,
): Promise<{ status: number | string; body: string; ms: number }> {
  const from = performance.now();
  try {
    const response = await fetch(`${stripe}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_simulated', 'idempotency-key': key },
      body: new URLSearchParams({ amount: '1999', currency: 'usd' }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return { status: response.status, body: await response.text(), ms: performance.now() - from };
  } catch (error) {
    return { status: (error as Error).name, body: '', ms: performance.now() - from };
  }
}
const state = () => ctx.providers<ProvidersState>('GET', '/state');
const settled = () => expect.poll(async () => (await state()).open.payments, { timeout: 10_000 }).toBe(0);
const lastPayment = async () => (await state()).payments.at(-1);
const copiesOf = async (id: string | undefined) =>
  (await state()).deliveries.filter(({ providerTxId, forged }) => providerTxId === id && !forged);

/** What each does to a payment at Stripe. */
const EFFECTS: Readonly<Record<string, { params?: object; shows(): Promise<void> }>> = {
  'provider-outage': { shows: async () => expect(await pay()).toMatchObject({ status: 'TypeError' }) },
  'provider-hang': {
    shows: async () => expect(await pay(randomUUID(), 500)).toMatchObject({ status: 'TimeoutError' }),
  },
  'provider-latency': {
    params: { ms: 300 },
    shows: async () => expect((await pay()).ms).toBeGreaterThanOrEqual(290),
  },
  'provider-error-code': { params: { status: 502 }, shows: async () => expect((await pay()).status).toBe(502) },
  'provider-fail-first': {
    params: { count: 2 },
    shows: async () => {
      const key = randomUUID();
      expect([(await pay(key)).status, (await pay(key)).status, (await pay(key)).status]).toEqual([503, 503, 200]);
    },
  },
  'provider-garbage': {
    shows: async () => {
      const { status, body } = await pay();
      expect([status, body.includes('"client_secret"')]).toEqual([200, false]);
    },
  },
  'provider-lost-answer': {
    shows: async () => {
      const before = (await state()).payments.length;
      expect((await pay()).status).toBe('TypeError');
      expect((await state()).payments.length).toBe(before + 1);
    },
  },
  'provider-lost-webhooks': {
    shows: async () => {
      await pay();
      await settled();
      expect(await copiesOf((await lastPayment())?.providerTxId)).toMatchObject([{ copies: 0 }]);
    },
  },
  'provider-duplicated-webhooks': {
    shows: async () => {
      await pay();
      await settled();
      const [record] = await copiesOf((await lastPayment())?.providerTxId);
      expect(record?.copies).toBeGreaterThan(1);
    },
  },
  'provider-delayed-webhooks': {
    params: { ms: 3_600_000 },
    shows: async () => {
      await pay();
      await settled();
      expect(await copiesOf((await lastPayment())?.providerTxId)).toMatchObject([{ copies: 1, attempts: 0 }]);
    },
  },
  'provider-reordered-webhooks': {
    shows: async () => {
      await pay();
      await settled();
      const { faults } = await ctx.providers<{ faults: { struck: number }[] }>('GET', '/faults');
      expect(faults[0]?.struck).toBeGreaterThan(0);
    },
  },
  'provider-forged-webhooks': {
    shows: async () => {
      await pay();
      await expect
        .poll(async () => (await state()).deliveries.filter(({ forged }) => forged).length, { timeout: 10_000 })
        .toBeGreaterThan(0);
    },
  },
  'provider-wrong-amount': {
    shows: async () => {
      await pay();
      await settled();
      const payment = await lastPayment();
      expect(payment?.paid).not.toBe(payment?.asked);
    },
  },
};

describe.each(Object.entries(EFFECTS))('%s', (name, { params = {}, shows }) => {
  it('acts on a payment at Stripe while it is in force, and leaves nothing behind', async () => {
    const life = lifeOf(name as FaultName, { ...params, provider: 'stripe' }, ctx);
    expect(life.fault.sentence).toMatch(/^At Stripe, /);
    await life.apply();
    await shows();
    await life.revert();
    expect(await ctx.providers('GET', '/faults')).toEqual({ faults: [] });
    expect((await pay()).status).toBe(200);
  });
});

test('every fault of the providers is held against them here', () => {
  const names = Object.keys(FAULTS).filter((name) => name.startsWith('provider-'));
  expect(Object.keys(EFFECTS).sort()).toEqual(names.sort());
});

test('a fault of one provider leaves the others alone, and one of all does not', async () => {
  const google = FAULTS['provider-outage'].bind('provider-outage', { provider: 'google' });
  await google.apply(ctx, {});
  expect((await pay()).status).toBe(200);
  await google.revert(ctx, {});
  const all = lifeOf('provider-outage', {}, ctx);
  expect(all.fault.claims).toHaveLength(3);
  await all.apply();
  expect((await pay()).status).toBe('TypeError');
  await all.revert();
});

test('a fault whose tool is gone ends by itself', async () => {
  const life = lifeOf('provider-outage', { provider: 'stripe' }, { ...ctx, ttlMs: 200 });
  await life.apply();
  expect((await pay()).status).toBe('TypeError');
  await expect.poll(async () => (await pay()).status, { timeout: 10_000 }).toBe(200);
});
