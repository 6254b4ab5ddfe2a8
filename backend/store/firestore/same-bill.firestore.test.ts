import { expect, test, vi } from 'vitest';
import type { OperationName, Provider, RequestOf } from '../../../lib/api/index.ts';
import { TOKEN_PACKS } from '../../../lib/packs/index.ts';
import { type Rng, rngFor } from '../../../lib/random/index.ts';
import { standardModules } from '../../app.ts';
import { ModelProvider } from '../../payments/testing/model-provider.ts';
import { ManualClock, type Store } from '../../ports/index.ts';
import { seedUsers } from '../../seed/index.ts';
import { TEST_START, type World, worldOf } from '../../testing/index.ts';
import { SqliteStore } from '../index.ts';
import { openFirestore } from './open.ts';
import { emptyProject, needsFirestore } from './testing.ts';

needsFirestore();

const SEED = 20_260_105;
const USERS = 12;
const STEPS = 90;
const PROVIDERS = ['stripe', 'apple', 'google'] as const satisfies readonly Provider[];

type Step =
  | { readonly kind: 'call'; readonly uid: string; readonly operation: OperationName; readonly data: object }
  | { readonly kind: 'elapse'; readonly ms: number };

const call = <N extends OperationName>(uid: string, operation: N, data: RequestOf<N>): Step => ({
  kind: 'call',
  uid,
  operation,
  data,
});

/** What many users would do, in one fixed order: every kind of operation, repeats with the same key, and time for the jobs. */
function steps(rng: Rng): Step[] {
  const someone = () => `u${rng.below(USERS)}`;
  const calls: string[] = [];
  const made: Step[] = [];
  const kinds: ((n: number) => Step)[] = [
    (n) => call(someone(), 'sendChatMessage', { messageId: `m${n}`, recipientId: someone(), text: 'hello' }),
    (n) => call(someone(), 'swipe', { swipeId: `s${n}`, targetId: someone(), action: 'like' }),
    () => call(someone(), 'getProfile', { userId: someone() }),
    () => call(someone(), 'getDiscoveryFeed', { limit: 5 }),
    () => call(someone(), 'searchProfiles', { query: 'a', limit: 5 }),
    () => call(someone(), 'getWallet', {}),
    () => call(someone(), 'getLedger', { limit: 3 }),
    (n) => {
      const provider = PROVIDERS[n % PROVIDERS.length] ?? 'stripe';
      return call(someone(), 'purchaseTokens', { purchaseId: `p${n}`, provider, packId: TOKEN_PACKS[0]?.packId ?? '' });
    },
    (n) => {
      const caller = someone();
      calls.push(`${caller}~c${n}`);
      return call(caller, 'startCall', { callId: `c${n}`, calleeId: someone(), kind: 'voice', scheduledMinutes: 2 });
    },
    () => call(someone(), 'sessionHeartbeat', { sessionId: calls[rng.below(calls.length)] ?? 'none' }),
    () => {
      const sessionId = calls[rng.below(calls.length)] ?? 'none';
      return call(sessionId.split('~')[0] ?? '', 'endCall', { sessionId });
    },
    () => {
      const sessionId = calls[rng.below(calls.length)] ?? 'none';
      return call(sessionId.split('~')[0] ?? '', 'markSessionInterrupted', { sessionId, reason: 'network_error' });
    },
    (n) =>
      call(someone(), 'ingestEvents', {
        batchId: `b${n}`,
        events: [{ eventId: `e${n}`, type: 'tap', at: TEST_START }],
      }),
    (n) => call(someone(), 'createSupportTicket', { ticketId: `t${n}`, subject: 'help', body: 'it does not work' }),
    () => made[rng.below(made.length)] ?? call(someone(), 'getWallet', {}),
    () => ({ kind: 'elapse', ms: [1_000, 31_000, 61_000][rng.below(3)] ?? 0 }),
  ];
  for (let n = 0; n < STEPS; n++) {
    const step = kinds[rng.below(kinds.length)]?.(n);
    if (step) made.push(step);
  }
  return made;
}

/** A backend of its own over `store`: the same clock, chance and providers for each. */
async function worldOver(store: Store, clock: ManualClock): Promise<World> {
  await seedUsers({ store, clock }, { count: USERS, seed: SEED });
  const providers = Object.fromEntries(PROVIDERS.map((name) => [name, new ModelProvider(name)]));
  return worldOf(standardModules({ providers }), { store, clock, seed: SEED });
}

async function take(world: World, step: Step): Promise<string> {
  if (step.kind === 'elapse') {
    await world.elapse(step.ms);
    return 'elapsed';
  }
  return world
    .as(step.uid, { country: 'PL' })(step.operation, step.data)
    .then(
      () => 'ok',
      (error: { code?: string }) => error.code ?? String(error),
    );
}

const billOf = (world: World) =>
  world.backend
    .billing()
    .toSorted((a, b) => `${a.feature} ${a.operation}`.localeCompare(`${b.feature} ${b.operation}`));

test('the same operations are billed the same, row by row, over SQLite and over Firestore', async () => {
  const clocks = [new ManualClock(TEST_START), new ManualClock(TEST_START)] as const;
  const firestore = openFirestore(emptyProject());
  const embedded = await worldOver(new SqliteStore(':memory:', clocks[0]), clocks[0]);
  const emulated = await worldOver(firestore, clocks[1]);
  const outcomes = new Map<string, number>();
  for (const [n, step] of steps(rngFor(SEED, 'steps')).entries()) {
    const [here, there] = [await take(embedded, step), await take(emulated, step)];
    const where = `step ${n} of seed ${SEED}: ${JSON.stringify(step)}`;
    expect(there, where).toBe(here);
    // Some of the writing goes on after the answer: a heartbeat, a full batch.
    await vi.waitFor(() => expect(billOf(emulated), where).toEqual(billOf(embedded)), { timeout: 20_000, interval: 5 });
    outcomes.set(here, (outcomes.get(here) ?? 0) + 1);
  }
  // Refusals are billed as well; but most of it has to have worked for the comparison to say anything.
  expect(outcomes.get('ok')).toBeGreaterThan(STEPS / 2);
  expect(billOf(embedded).reduce((sum, row) => sum + row.writes, 0)).toBeGreaterThan(STEPS);
  for (const world of [embedded, emulated]) {
    await world.backend.close();
    await world.store.close();
  }
});
