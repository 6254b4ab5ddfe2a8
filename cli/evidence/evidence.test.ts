import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { exportModule } from '../../backend/export/index.ts';
import { benchOf } from '../../backend/testing/index.ts';
import type { Evidence, EvidenceDoc } from '../../chaos/invariants/index.ts';
import type { HistoryRecord } from '../../lib/history/index.ts';
import { checksOf, findingsOf } from './findings.ts';
import { readDocuments } from './read-documents.ts';
import { readHistory } from './read-history.ts';

const dir = mkdtempSync(join(tmpdir(), 'evidence-'));
afterAll(() => rmSync(dir, { recursive: true }));

const record = (user: string, operation: string, key: string, more: Partial<HistoryRecord> = {}): HistoryRecord => ({
  id: `${user}/${operation}/${key}#1`,
  ...{ user, operation, key, attempt: 1, invokedAt: 1, completedAt: 2, outcome: 'ok', request: {}, ...more },
});
const end = (writer: string, records: number) => ({ writer, records });

describe('reading the history', () => {
  const write = (lines: readonly unknown[], cut = 0) => {
    const file = join(dir, 'history.gz');
    const bytes = gzipSync(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
    writeFileSync(file, bytes.subarray(0, bytes.length - cut));
    return file;
  };
  const two = [record('a', 'swipe', 's1'), end('w1', 1), record('b', 'swipe', 's2'), end('w2', 1)];

  test('is whole where every writer has told how much it wrote', async () => {
    const { records, problem } = await readHistory(write(two), 2);
    expect({ ids: records.map(({ id }) => id), problem }).toEqual({
      ids: ['a/swipe/s1#1', 'b/swipe/s2#1'],
      problem: null,
    });
  });

  test.each([
    ['a writer that was killed', two.slice(0, 3), 0, '1 of 2 VUs did not finish'],
    ['a record that is gone', two.slice(1), 0, '2 operations were recorded, 1 are in the history'],
    ['half a line', ['{"id":', ...two], 0, '1 lines of the history cannot be read'],
    ['half a file', two, 12, 'the history breaks off'],
  ])('%s is no whole history', async (_, lines, cut, said) => {
    expect((await readHistory(write(lines, cut), 2)).problem).toContain(said);
  });

  test('no history is a problem of its own', async () => {
    expect(await readHistory(join(dir, 'none'), 1)).toEqual({ records: [], problem: 'the run has no history' });
  });

  test('a batch of events, recorded by its length, has the ids that its sender gave', async () => {
    const batch = record('a', 'ingestEvents', 'b7', { request: { events: 2 } });
    const { records } = await readHistory(write([batch, end('w', 1)]), 1);
    expect(records[0]?.request).toEqual({ events: [{ eventId: 'b7.0' }, { eventId: 'b7.1' }] });
  });
});

test('documents are read over all pages of the backend’s own operation', async () => {
  const bench = benchOf([exportModule()]);
  for (let page = 0; page < 5; page++) {
    await bench.store.batch((writer) => {
      for (let i = 0; i < 450; i++) writer.create(`swipes/s${page}-${i}`, { i });
      writer.create(`chats/c/messages/m${page}`, { senderId: 'a', text: 'long' });
    });
  }
  const call = bench.as('root', { admin: true, superAdmin: true });
  const documents = await readDocuments({ call: (operation, data) => call(operation, data) });
  expect(documents.get('swipes')).toHaveLength(2_250);
  expect(documents.get('messages')?.[0]).toEqual({ path: 'chats/c/messages/m0', data: { senderId: 'a' } });
  expect(documents.get('wallets')).toEqual([]);
});

describe('findings and checks', () => {
  const docs: EvidenceDoc[] = [
    {
      path: 'ledger/x',
      data: {
        postings: [
          { account: 'user:a', delta: -2 },
          { account: 'user:b', delta: 3 },
        ],
      },
    },
    { path: 'wallets/a', data: { balance: -2 } },
  ];
  const evidence = (history: readonly HistoryRecord[]): Evidence => ({
    history,
    documents: (collection) => docs.filter(({ path }) => path.split('/').at(-2) === collection),
    timeline: [],
    payments: [],
    settledAt: 1e6,
  });
  const sent = (n: number) =>
    record('a', 'sendChatMessage', `m${n}`, {
      invokedAt: n,
      response: { chatId: 'a_b' },
      id: `a/sendChatMessage/m${n}#1`,
    });

  test('a violation names its operations, in order, and fails the run', () => {
    const findings = findingsOf(evidence([sent(1), sent(2), sent(3), sent(4), sent(5)]), null);
    const checks = new Map(checksOf(findings).map((check) => [check.id, check]));
    expect(checks.get('invariant.ledger-sums-to-zero')).toMatchObject({
      status: 'fail',
      value: 1,
      reason: 'ledger/x sums to 1',
    });
    expect(checks.get('invariant.balance-is-ledger-sum')?.reason).toBe(
      'a has -2 tokens: a/sendChatMessage/m1#1 (ok), then a/sendChatMessage/m2#1 (ok), then a/sendChatMessage/m3#1 (ok) and 2 more',
    );
    expect(checks.get('invariant.acknowledged-writes-survive')).toMatchObject({ status: 'fail', value: 5 });
    const found = findings.find(({ id }) => id === 'balance-is-ledger-sum');
    expect(found?.violations[0]).toMatchObject({ operationCount: 5 });
    expect(found?.violations[0]?.operations.map(({ key }) => key)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
  });

  test('what the run did nothing of is no part of the verdict; what it tried in vain is inconclusive', () => {
    const statusOf = (history: readonly HistoryRecord[], problem: string | null) =>
      new Map(findingsOf(evidence(history), problem).map(({ id, status }) => [id, status]));
    const called = record('a', 'startCall', 'c1', { outcome: 'fail' });
    expect(statusOf([sent(1)], null).get('one-active-call-per-user')).toBe('not-concerned');
    expect(statusOf([called], null).get('one-active-call-per-user')).toBe('inconclusive');
    expect(checksOf(findingsOf(evidence([sent(1)]), null)).map(({ id }) => id)).not.toContain(
      'invariant.one-active-call-per-user',
    );
  });

  test('without a whole history, rules that need it say nothing, and the others still fail', () => {
    const checks = checksOf(findingsOf(evidence([]), 'cut off'));
    const of = (id: string) => checks.find((check) => check.id === `invariant.${id}`);
    expect(of('acknowledged-writes-survive')).toMatchObject({ status: 'inconclusive', reason: 'cut off' });
    expect(of('message-charged-iff-delivered')).toMatchObject({ status: 'inconclusive', reason: 'cut off' });
    expect(of('ledger-sums-to-zero')?.status).toBe('fail');
  });
});
