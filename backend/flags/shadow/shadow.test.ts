import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { OperationError } from '../../../lib/wire/index.ts';
import { defineAdminOperation, type Operation } from '../../operations/index.ts';
import { increment, ManualClock } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { SHADOW_EXECUTION_TYPES } from '../model.ts';
import { flagBench, note } from '../testing/bench.ts';
import type { ShadowExecution } from './index.ts';
import { ShadowStore } from './shadow-store.ts';

const operation = (name: string, over: Partial<Operation>): Operation =>
  defineAdminOperation({ ...note, input: z.unknown(), name, ...over } as Operation);

let sent = 0;
const operations: Operation[] = [
  note,
  operation('sendChatMessage', {
    handler: async ({ store, scheduler }) => {
      await store.transaction(async (tx) => {
        const wallet = await tx.get<{ balance: number }>('wallets/u1');
        tx.set('wallets/u1', { balance: (wallet?.data.balance ?? 0) - 2 });
        tx.create('chats/c1/messages/m1', { text: 'hi' });
        tx.delete('drafts/u1');
        scheduler.schedule(tx, { jobId: 'j1', kind: 'k', dueAt: 0, payload: {} });
      });
      const [message] = await store.query({ collection: 'chats/c1/messages' });
      const wallet = await store.get<{ balance: number }>('wallets/u1');
      return { chatId: 'c1', messageId: message?.id ?? null, balance: wallet?.data.balance ?? null };
    },
  }),
  operation('refuses', {
    handler: async () => {
      throw new OperationError('not-found', 'no such chat');
    },
  }),
  operation('purchaseTokens', {
    effects: 'external',
    handler: async () => {
      sent++;
      return { transactionId: 't1' };
    },
  }),
];

async function shadowBench(shadowExecution: string) {
  const bench = flagBench({ operations });
  await bench.put('chat_paid', { state: 'shadow', shadowExecution });
  await bench.store.batch((writer) => {
    writer.set('wallets/u1', { balance: 10 });
    writer.set('drafts/u1', { text: 'draft' });
  });
  const call = (name: string, data: unknown = {}) => bench.as('u1')(name, data) as Promise<ShadowExecution>;
  return { ...bench, call };
}

test.each(SHADOW_EXECUTION_TYPES)('%s leaves the whole store as it was, and schedules nothing', async (type) => {
  const { store, call, scheduled } = await shadowBench(type);
  const before = store.dump();
  for (const { name } of operations) {
    const execution = await call(name, name === 'note' ? { text: 'x' } : {});
    expect(execution).toMatchObject({ shadow_mode: true, execution_type: type, execution_time_ms: expect.any(Number) });
    expect(execution.execution_id).toMatch(/^shadow_/);
  }
  expect(store.dump()).toEqual(before);
  expect(scheduled).toEqual([]);
});

describe('what the caller gets', () => {
  test('a dry run answers as the operation would, with its intended writes and what the screen would do', async () => {
    const { call } = await shadowBench('dry_run');
    expect(await call('sendChatMessage')).toMatchObject({
      result: { chatId: 'c1', messageId: 'm1', balance: 8 },
      ui_intents: [
        { type: 'show_toast', message: 'Message sent' },
        { type: 'navigate', path: '/chats/c1' },
      ],
      validations: [{ valid: true }],
      intended_writes: [
        { type: 'set', path: 'wallets/u1' },
        { type: 'create', path: 'chats/c1/messages/m1' },
        { type: 'delete', path: 'drafts/u1' },
      ],
    });
  });

  test('UI intents come without data', async () => {
    const { call } = await shadowBench('ui_intents');
    const execution = await call('sendChatMessage');
    expect(execution.ui_intents).toHaveLength(2);
    expect(execution).toMatchObject({ result: null, intended_writes: [] });
  });

  test.each(['validate_only', 'log_only'])('%s does not run the handler', async (type) => {
    const { call, log } = await shadowBench(type);
    expect(await call('refuses')).toMatchObject({ result: null, validations: [{ valid: true }], ui_intents: [] });
    expect(log.lines.at(-1)).toMatchObject({ message: 'shadow execution', fields: { type, operation: 'refuses' } });
  });

  test('a refusal of the handler is a failed validation', async () => {
    const { call } = await shadowBench('dry_run');
    expect((await call('refuses')).validations).toContainEqual({ valid: false, message: 'no such chat' });
  });

  test('effects beyond the store are not caused', async () => {
    const { call } = await shadowBench('dry_run');
    expect(await call('purchaseTokens')).toMatchObject({
      result: null,
      validations: [{ valid: true }, { valid: true }],
    });
    expect(sent).toBe(0);
  });
});

describe('the shadow store', () => {
  const filled = async () => {
    const clock = new ManualClock(5);
    const base = new MemoryStore(clock, { indexes: [{ collection: 'items', fields: [['n', 'asc']] }] });
    await base.batch((writer) => {
      for (const n of [1, 2, 3, 4]) writer.set(`items/i${n}`, { n });
    });
    return { base, store: new ShadowStore(base, clock) };
  };
  const page = { collection: 'items', orderBy: [['n', 'asc']], limit: 2 } as const;
  const ids = async (store: ShadowStore, query = {}) => (await store.query({ ...page, ...query })).map(({ id }) => id);

  test('pages as if its own writes were stored', async () => {
    const { store } = await filled();
    await store.batch((writer) => {
      writer.delete('items/i1');
      writer.set('items/i2', { n: 9 });
      writer.create('items/new', { n: 3.5 });
    });
    expect(await ids(store)).toEqual(['i3', 'new']);
    expect(await ids(store, { offset: 1 })).toEqual(['new', 'i4']);
    expect(await store.count({ collection: 'items' })).toBe(4);
  });

  test('holds preconditions and sentinels as the real one does', async () => {
    const { store, base } = await filled();
    await store.batch((writer) => writer.update('items/i1', { n: increment(5) }));
    expect((await store.get('items/i1'))?.data).toEqual({ n: 6 });
    await expect(store.batch((writer) => writer.create('items/i2', {}))).rejects.toThrow('already exists');
    await expect(store.batch((writer) => writer.update('items/none', {}))).rejects.toThrow('does not exist');
    expect((await base.get('items/i1'))?.data).toEqual({ n: 1 });
  });
});
