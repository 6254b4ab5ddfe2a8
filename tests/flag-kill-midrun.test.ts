/** Paid chat is killed and restored while a run drives it, by the command that an operator would use. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../backend/flags/change/history.ts';
import type { Doc, Store } from '../backend/ports/index.ts';
import { SqliteStore } from '../backend/store/index.ts';
import { RUN_EVENTS, type TimelineRecord } from '../lib/results/index.ts';
import { type Ended, Tool } from './support/loadgate.ts';

type Ledger = { at: number; reason: string; postings: { account: string; delta: number }[] };

const tool = new Tool();
let ended: Ended;
let killed: Ended;
let restored: Ended;
let store: Store;
let flips: TimelineRecord[];
let notes: TimelineRecord[];

beforeAll(async () => {
  const run = tool.start(['run', 'mixed-10k', '--profile', 'smoke', '--scale', '0.5', '--keep']);
  const isOver = run.ended.then(() => true);
  while (!tool.timeline().some(({ name }) => name === RUN_EVENTS.loadStarted)) {
    if (await Promise.race([isOver, pause(50)])) break;
  }
  // Until users chat.
  await pause(5_000);
  killed = await tool.run(['flags', 'kill', 'chat_paid', '--run', 'latest', '--watch', '3', 'charging bug']);
  restored = await tool.run(['flags', 'rollback', 'chat_paid', '--run', 'latest', '--watch', '2', 'fixed']);
  ended = await run.ended;
  store = new SqliteStore(tool.path('database'), { now: () => Date.now() });
  flips = tool.timeline().filter(({ kind }) => kind === 'flag');
  notes = tool.timeline().filter(({ kind, detail }) => kind === 'note' && detail?.flag === 'chat_paid');
});
afterAll(async () => {
  await store?.close();
  tool[Symbol.dispose]();
});

const all = async <T>(collection: string): Promise<Doc<T>[]> => store.query<T>({ collection, group: true });
/** From when the kill was in force to when its end was committed. */
async function closed(): Promise<{ from: number; to: number }> {
  const rollback = await store.get<{ changedAt: number }>('featureFlags/chat_paid/audit/v00000002');
  return {
    from: (flips[0]?.at ?? Number.NaN) + Number(notes[0]?.detail?.propagationMs),
    to: rollback?.data.changedAt ?? Number.NaN,
  };
}
const within = (at: number, { from, to }: { from: number; to: number }) => at > from && at < to;

test('the run is judged as ever: refusals of a killed feature are no errors', () => {
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  expect(tool.verdict().status).toBe('pass');
});

test('both flips are acknowledged, measured, and on the time line of the run', () => {
  expect([killed.code, restored.code], `${killed.stderr}${restored.stderr}`).toEqual([0, 0]);
  expect(killed.stdout).toMatch(/chat_paid: on → kill \(version 1\)\nLast call accepted/);
  expect(flips.map(({ name, detail }) => `${name} ${detail?.to}`)).toEqual(['chat_paid kill', 'chat_paid on']);
  expect(notes[0]?.detail).toMatchObject({ propagationMs: expect.any(Number), refused: expect.any(Number) });
  expect(Number(notes[0]?.detail?.refused)).toBeGreaterThan(0);
  // The promise of the source; in one process it is milliseconds.
  expect(Number(notes[0]?.detail?.propagationMs)).toBeLessThanOrEqual(30_000);
});

test('no message is accepted once the kill is in force, and messages flow before and after', async () => {
  const window = await closed();
  const sent = (await all<{ at: number }>('messages')).map(({ data }) => data.at);
  expect(sent.filter((at) => within(at, window))).toEqual([]);
  expect(sent.filter((at) => at <= window.from).length).toBeGreaterThan(0);
  expect(sent.filter((at) => at >= window.to).length).toBeGreaterThan(0);
  expect(window.to - window.from).toBeGreaterThan(1_000);
});

test('refused messages cost nothing: no charge within the kill, and every balance is the sum of its ledger', async () => {
  const window = await closed();
  const ledger = await all<Ledger>('ledger');
  const charges = ledger.filter(({ data }) => /chat|message/.test(data.reason));
  expect(charges.length).toBeGreaterThan(0);
  expect(charges.filter(({ data }) => within(data.at, window))).toEqual([]);
  const sums = new Map<string, number>();
  for (const { data } of ledger)
    for (const { account, delta } of data.postings) sums.set(account, (sums.get(account) ?? 0) + delta);
  const wallets = await all<{ balance: number }>('wallets');
  expect(wallets.length).toBeGreaterThan(0);
  for (const { id, data } of wallets) expect.soft(data.balance, id).toBe(sums.get(`user:${id}`) ?? 0);
});

test('the blocks are counted, and the audit adds up to the state', async () => {
  const blocks = await all<{ flag: string; count: number; operations: Record<string, number> }>('featureBlocks');
  const chat = blocks.filter(({ data }) => data.flag === 'chat_paid');
  expect(chat.reduce((sum, { data }) => sum + data.count, 0)).toBeGreaterThanOrEqual(Number(notes[0]?.detail?.refused));
  expect((await verifyAudit(store, 'chat_paid')).faults).toEqual([]);
});
