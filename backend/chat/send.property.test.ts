import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OperationError } from '../../lib/wire/index.ts';
import { ManualClock } from '../ports/index.ts';
import { benchOf, documentsOf, FlakyStore, STORES, seededRandom, TEST_START } from '../testing/index.ts';
import { grantMovement, ledgerTotals, post, readWallets, walletModule } from '../wallet/index.ts';
import type { MessageDoc } from './documents.ts';
import { chatModule } from './index.ts';
import { CHAT_PRICES } from './prices.ts';

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

test.each(STORES)(
  'on $name, whatever is sent, repeated and lost: a message is charged if and only if it is delivered, and once',
  async ({ open, runs }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(sendArb, { maxLength: 8 }), { maxLength: 6 }),
        fc.nat(),
        async (rounds, seed) => {
          const store = open(new ManualClock(TEST_START));
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

          const delivered = await documentsOf<MessageDoc>(store, 'messages');
          const ledger = await documentsOf(store, 'ledger');
          const paid = ledger.flatMap(({ id }) => (id.startsWith('chat:') ? [id.slice('chat:'.length)] : []));
          expect(delivered.map(({ id, data }) => `${data.senderId}:${id}`).sort()).toEqual(paid.sort());
          for (const key of acknowledged.keys()) expect(paid).toContain(key);

          const totals = await ledgerTotals(store);
          expect(totals).toMatchObject({ sum: 0, wallets: { negative: 0 }, mismatches: { count: 0 } });
          for (const uid of USERS) {
            const sent = delivered.filter(({ data }) => data.senderId === uid).length;
            const inChats = delivered.filter(({ path }) => path.split('/')[1]?.split('_').includes(uid)).length;
            const received = inChats - sent;
            const balance = (await readWallets(store, [uid])).get(uid)?.balance;
            const { messageTokens, commissionPercent } = CHAT_PRICES;
            const share = Math.floor((received * messageTokens * commissionPercent) / 100);
            expect(balance).toBe(GRANT + (received - sent) * messageTokens - share);
          }
          await store.close();
        },
      ),
      { numRuns: runs, verbose: 1 },
    );
  },
);
