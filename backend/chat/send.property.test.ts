import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OperationError } from '../../lib/wire/index.ts';
import { ManualClock } from '../ports/index.ts';
import { MemoryStore } from '../store/index.ts';
import { benchOf, FlakyStore, seededRandom, TEST_START } from '../testing/index.ts';
import { grantMovement, ledgerTotals, post, readWallets, walletModule } from '../wallet/index.ts';
import { CHAT_PRICES, chatModule, type MessageDoc } from './index.ts';

const USERS = ['a', 'b', 'c'];
const GRANT = 9;

const sendArb = fc
  .record({
    from: fc.constantFrom(...USERS),
    to: fc.constantFrom(...USERS),
    // Few ids: most are sent several times, by several senders, at the same time or later.
    messageId: fc.integer({ min: 0, max: 9 }).map((n) => `m${n}`),
  })
  .filter(({ from, to }) => from !== to);

test('whatever is sent, repeated and lost: a message is charged if and only if it is delivered, and once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(sendArb, { maxLength: 8 }), { maxLength: 6 }),
      fc.nat(),
      async (rounds, seed) => {
        const store = new MemoryStore(new ManualClock(TEST_START));
        const flaky = new FlakyStore(store, seededRandom(seed), 0);
        const bench = benchOf([chatModule(), walletModule()], { store: flaky });
        await store.transaction(async (tx) => {
          const wallets = await readWallets(tx, USERS);
          for (const uid of USERS) post(tx, wallets, grantMovement(uid, GRANT, TEST_START));
        });

        const acknowledged = new Map<string, unknown>();
        flaky.chance = 0.15;
        for (const round of rounds) {
          const answers = await Promise.allSettled(
            round.map(({ from, to, messageId }) =>
              bench.as(from)('sendChatMessage', { messageId, recipientId: to, text: `${from} to ${to}` }),
            ),
          );
          for (const [i, answer] of answers.entries()) {
            const send = round[i];
            if (!send) continue;
            const key = `${send.from}:${send.messageId}`;
            if (answer.status === 'rejected') {
              const { code } = answer.reason as OperationError;
              expect(['unavailable', 'failed-precondition', 'already-exists']).toContain(code);
            } else if (acknowledged.has(key)) expect(answer.value).toEqual(acknowledged.get(key));
            else acknowledged.set(key, answer.value);
          }
        }

        const delivered = store.dump().filter((doc) => /^chats\/[^/]+\/messages\//.test(doc.path));
        const keyOf = ({ id, data }: { id: string; data: unknown }) => `${(data as MessageDoc).senderId}:${id}`;
        const paid = store.dump().flatMap(({ path }) => (path.startsWith('ledger/chat:') ? [path.slice(12)] : []));
        expect(delivered.map(keyOf).sort()).toEqual(paid.sort());
        for (const key of acknowledged.keys()) expect(paid).toContain(key);

        const totals = await ledgerTotals(store);
        expect(totals).toMatchObject({ sum: 0, wallets: { negative: 0 }, mismatches: { count: 0 } });
        for (const uid of USERS) {
          const sent = delivered.filter((doc) => (doc.data as unknown as MessageDoc).senderId === uid).length;
          const received = delivered.filter((doc) => {
            const { senderId } = doc.data as unknown as MessageDoc;
            return senderId !== uid && doc.path.split('/')[1]?.split('_').includes(uid);
          }).length;
          const balance = (await readWallets(store, [uid])).get(uid)?.balance;
          expect(balance).toBe(GRANT + (received - sent) * CHAT_PRICES.messageTokens);
        }
      },
    ),
    { numRuns: 120, verbose: 1 },
  );
});
