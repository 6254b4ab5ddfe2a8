import { describe, expect, test } from 'vitest';
import type { ResponseOf } from '../../lib/api/index.ts';
import type { Module } from '../operations/index.ts';
import { type Bench, benchOf, degradedModule, refusalOf, TEST_START } from '../testing/index.ts';
import { grantMovement, ledgerTotals, post, readWallets, walletModule } from '../wallet/index.ts';
import { chatModule } from './index.ts';
import { splitPrice } from './prices.ts';

async function benchWith(balances: Record<string, number>, ...extra: Module[]): Promise<Bench> {
  const bench = benchOf([...extra, chatModule(), walletModule()]);
  await bench.store.transaction(async (tx) => {
    const wallets = await readWallets(tx, Object.keys(balances));
    for (const [uid, tokens] of Object.entries(balances)) {
      tx.set(`users/${uid}`, { name: uid });
      if (tokens > 0) post(tx, wallets, grantMovement(uid, tokens, TEST_START));
    }
  });
  return bench;
}
const hello = { messageId: 'm1', recipientId: 'b', text: 'hello' };
const balance = async (bench: Bench, uid: string) => (await readWallets(bench.store, [uid])).get(uid)?.balance;

test.each([
  // price, commission %, carried hundredths, commission, recipient, carried on
  [2, 35, 0, 0, 2, 70],
  [2, 35, 70, 1, 1, 40],
  [2, 35, 30, 1, 1, 0],
  [3, 35, 0, 1, 2, 5],
  [10, 35, 99, 4, 6, 49],
  [20, 35, 0, 7, 13, 0],
  [0, 35, 70, 0, 0, 70],
  [7, 0, 0, 0, 7, 0],
  [7, 100, 0, 7, 0, 0],
])(
  'of %i tokens at %i %%, with %i carried, the platform gets %i, the recipient %i, and %i are carried on',
  (price, percent, carried, commission, recipient, carry) => {
    expect(splitPrice(price, percent, carried)).toEqual({ commission, recipient, carry });
  },
);

test('over many messages the platform gets its share to the token', async () => {
  const bench = await benchWith({ a: 100, b: 0 });
  for (let i = 1; i <= 20; i++) {
    await bench.as('a')('sendChatMessage', { ...hello, messageId: `m${i}` });
    // Whatever else happens to the wallet keeps what is carried.
    if (i === 7) await bench.as('b')('sendChatMessage', { messageId: 'back', recipientId: 'a', text: 'hi' });
    const owed = Math.floor((2 * i * 35) / 100);
    const spent = i >= 7 ? 2 : 0;
    expect(await balance(bench, 'b'), `after ${i} messages`).toBe(2 * i - owed - spent);
  }
});

describe('sendChatMessage', () => {
  test('charges the sender, credits the recipient and leaves message and chat head', async () => {
    const bench = await benchWith({ a: 5, b: 0 });
    expect(await bench.as('a')('sendChatMessage', hello)).toEqual({
      messageId: 'm1',
      chatId: 'a_b',
      charged: 2,
      balance: 3,
      at: TEST_START,
    });
    expect(await balance(bench, 'b')).toBe(2);
    expect((await bench.store.get('chats/a_b'))?.data).toEqual({
      participants: ['a', 'b'],
      lastMessageId: 'm1',
      lastSenderId: 'a',
      lastAt: TEST_START,
    });
  });

  test('a repeat gets the first answer, also when the tokens are spent or the text changed', async () => {
    const bench = await benchWith({ a: 2, b: 0 });
    const send = bench.as('a');
    const first = await send('sendChatMessage', hello);
    bench.clock.advance(1000);
    expect(await send('sendChatMessage', { ...hello, text: 'changed' })).toEqual(first);
    expect(await balance(bench, 'a')).toBe(0);
    const { messages } = (await send('getChatMessages', { chatId: 'a_b' })) as ResponseOf<'getChatMessages'>;
    expect(messages).toEqual([{ messageId: 'm1', senderId: 'a', text: 'hello', at: TEST_START }]);
  });

  test('repeats at the same time charge once', async () => {
    const bench = await benchWith({ a: 9, b: 0 });
    const answers = await Promise.all([1, 2, 3, 4].map(() => bench.as('a')('sendChatMessage', hello)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await balance(bench, 'a')).toBe(7);
  });

  test('without enough tokens nothing is delivered', async () => {
    const bench = await benchWith({ a: 1, b: 0 });
    expect(await refusalOf(bench.as('a')('sendChatMessage', hello))).toMatchObject({
      code: 'failed-precondition',
      details: { reason: 'insufficient-funds', balance: 1, needed: 2 },
    });
    expect(await bench.store.get('chats/a_b/messages/m1')).toBeNull();
  });

  test('the id of another message is refused and charges nothing', async () => {
    const bench = await benchWith({ a: 9, b: 9, c: 0 });
    await bench.as('a')('sendChatMessage', hello);
    for (const [uid, recipientId] of [
      ['a', 'c'],
      ['b', 'a'],
    ] as const) {
      const again = bench.as(uid)('sendChatMessage', { ...hello, recipientId });
      expect(await refusalOf(again)).toMatchObject({ code: 'already-exists', details: { field: 'messageId' } });
    }
    expect(await balance(bench, 'a')).toBe(7);
    expect(await balance(bench, 'b')).toBe(11);
  });

  test.each([
    ['not-found', 'recipientId', { ...hello, recipientId: 'nobody' }],
    ['invalid-argument', 'recipientId', { ...hello, recipientId: 'a' }],
    ['invalid-argument', 'recipientId', { ...hello, recipientId: 'b_c' }],
    ['invalid-argument', 'text', { ...hello, text: '' }],
    ['invalid-argument', 'text', { ...hello, text: 'x'.repeat(2001) }],
    ['invalid-argument', 'messageId', { ...hello, messageId: '' }],
  ])('refuses with %s at %s', async (code, field, request) => {
    const bench = await benchWith({ a: 9, b: 0 });
    expect(await refusalOf(bench.as('a')('sendChatMessage', request))).toMatchObject({ code, details: { field } });
    expect(await ledgerTotals(bench.store)).toMatchObject({ entries: 1 });
  });
});

describe('getChatMessages', () => {
  async function chatOf(count: number, ...extra: Module[]) {
    const bench = await benchWith({ a: 100, b: 100 }, ...extra);
    for (let i = 0; i < count; i++) {
      // Pairs of messages share a moment, so that paging has ties to break.
      if (i % 2 === 0) bench.clock.advance(1);
      const [from, recipientId] = i % 3 === 0 ? ['b', 'a'] : ['a', 'b'];
      await bench.as(from ?? '')('sendChatMessage', { messageId: `m${i}`, recipientId, text: String(i) });
    }
    return bench;
  }

  test.each([1, 2, 5, 11, 100])('pages of %i show each message once, newest first', async (limit) => {
    const bench = await chatOf(11);
    const seen: ResponseOf<'getChatMessages'>['messages'][number][] = [];
    let cursor: string | null = null;
    do {
      const request = { chatId: 'a_b', limit, ...(cursor && { cursor }) };
      const page = (await bench.as('b')('getChatMessages', request)) as ResponseOf<'getChatMessages'>;
      seen.push(...page.messages);
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen.map((message) => message.messageId)).size).toBe(11);
    expect(seen).toHaveLength(11);
    expect(seen.map((message) => message.at)).toEqual(seen.map((message) => message.at).sort((x, y) => y - x));
  });

  test('is for the participants only', async () => {
    const bench = await chatOf(1);
    expect(await refusalOf(bench.as('c')('getChatMessages', { chatId: 'a_b' }))).toMatchObject({
      code: 'permission-denied',
    });
  });

  test('degraded: the newest page and no history', async () => {
    const bench = await chatOf(5, degradedModule);
    const read = (request: object) => bench.as('a')('getChatMessages', { chatId: 'a_b', limit: 2, ...request });
    expect(await read({})).toMatchObject({ messages: [{ text: '4' }, { text: '3' }], nextCursor: null });
    const cursor = Buffer.from(JSON.stringify([TEST_START + 2, 'm2'])).toString('base64url');
    expect(await read({ cursor })).toEqual({ messages: [], nextCursor: null });
  });
});
