import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OperationError } from '../../lib/wire/index.ts';
import { ManualClock } from '../ports/index.ts';
import { getJobQueue } from '../scheduler/index.ts';
import { MemoryStore } from '../store/index.ts';
import { CrashingStore } from '../store/testing/crashing-store.ts';
import { ledgerTotals } from '../wallet/index.ts';
import type { AttemptDoc } from './attempts.ts';
import { RECOVERY } from './policy.ts';
import { isOver, participantsOf, type SessionDoc } from './session.ts';
import { GRANT, type SessionWorld, seedUsers, sessionProcess, USERS } from './testing.ts';

/** Moves that the state machine allows; everything else that a listener sees is a fault. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  active: ['active', 'interrupted', 'ended', 'refunded'],
  interrupted: ['interrupted', 'recovering', 'active', 'ended', 'refunded'],
  recovering: ['recovering', 'active', 'ended', 'refunded'],
};

const user = fc.constantFrom(...USERS);
const key = fc.constantFrom('k1', 'k2', 'k3');
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('startCall'), uid: user, key, with: user, n: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('startChatSession'), uid: user, key, with: user, n: fc.nat(3) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'sessionHeartbeat',
        'sessionHeartbeat',
        'endCall',
        'markSessionInterrupted',
        'attemptSessionRecovery',
        'initiateSessionRefund',
      ),
      uid: user,
      key,
      with: user,
      n: fc.nat(3),
    }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** Runs one command; a refusal is an answer, a crash ends the process, anything else is a fault. */
async function run(world: SessionWorld & { view: CrashingStore }, one: Command): Promise<void> {
  const sessionId = `${one.with}~${one.key}`;
  const inputs: Record<string, object> = {
    startCall: {
      callId: one.key,
      calleeId: one.with,
      kind: one.n % 2 ? 'voice' : 'video',
      scheduledMinutes: 1 + one.n,
    },
    startChatSession: { chatSessionId: one.key, partnerId: one.with },
    markSessionInterrupted: { sessionId, reason: 'network_error' },
    initiateSessionRefund: { sessionId, reason: 'by hand' },
  };
  try {
    await world.as(one.uid, { admin: one.do === 'initiateSessionRefund' })(one.do, inputs[one.do] ?? { sessionId });
  } catch (error) {
    // The pipeline shows a crash as `internal`; without one that would be a fault.
    if (!(error instanceof OperationError)) throw error;
    if (world.view.crashed) return;
    expect(['not-found', 'permission-denied', 'resource-exhausted', 'already-exists', 'invalid-argument']).toContain(
      error.code,
    );
  }
}

test('whatever participants do at once, and wherever processes die, each session is settled exactly once', async () => {
  const steps = fc.array(
    fc.record({
      together: fc.array(command, { minLength: 1, maxLength: 4 }),
      wait: fc.constantFrom(0, 1, 5_000, 10_000, 29_999, 30_000, 70_000),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const crashes = fc.array(fc.record({ after: fc.integer({ min: 1, max: 60 }), late: fc.boolean() }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(steps, crashes, fc.nat(), async (script, crashPoints, seed) => {
      const deaths = [...crashPoints];
      const clock = new ManualClock(1_000_000_000);
      const store = new MemoryStore(clock);
      await seedUsers(store, clock, USERS);
      const faults = watch(store);
      const start = () => {
        const death = deaths.shift();
        const view = new CrashingStore(store, death?.after ?? Number.POSITIVE_INFINITY, death?.late);
        return { view, ...sessionProcess({ store: view, clock, seed: seed + deaths.length }) };
      };
      let process = start();
      const elapse = async (ms: number) => {
        const end = clock.now() + ms;
        while (clock.now() < end) {
          await process.elapse(end - clock.now()).catch(() => {});
          if (process.view.crashed) process = start();
        }
      };
      for (const { together, wait } of script) {
        await Promise.all([...together.map((one) => run(process, one)), process.runner.runDue().catch(() => {})]);
        if (process.view.crashed) process = start();
        await elapse(wait);
      }
      deaths.length = 0;
      process = start();
      // Silence is found within 40 s, a chat has 2 minutes of grace, a dead process holds its leases for 1 minute.
      await elapse(8 * 60_000);

      expect(faults).toEqual([]);
      await expectSettled(store, process);
    }),
    { numRuns: 60 },
  );
});

/** Follows every session through all of its commits. */
function watch(store: MemoryStore): string[] {
  const faults: string[] = [];
  const last = new Map<string, SessionDoc>();
  store.listenQuery<SessionDoc>({ collection: 'sessions' }, (docs) => {
    const taken = new Set<string>();
    for (const { id, data } of docs) {
      const before = last.get(id);
      if (before && isOver(before) && JSON.stringify(before) !== JSON.stringify(data)) faults.push(`${id} moved on`);
      if (before && !isOver(before) && !ALLOWED[before.status]?.includes(data.status))
        faults.push(`${id}: ${before.status} → ${data.status}`);
      if (data.attempts > RECOVERY[data.kind].maxAttempts) faults.push(`${id}: ${data.attempts} attempts`);
      last.set(id, data);
      if (data.kind === 'chat' || isOver(data)) continue;
      for (const uid of participantsOf(data)) {
        if (taken.has(uid)) faults.push(`${uid} is in two calls`);
        taken.add(uid);
      }
    }
  });
  return faults;
}

async function expectSettled(store: MemoryStore, world: SessionWorld): Promise<void> {
  const totals = await ledgerTotals(store);
  expect(totals).toMatchObject({
    sum: 0,
    unbalanced: { count: 0 },
    mismatches: { count: 0 },
    wallets: { negative: 0 },
  });
  expect(totals.byKind.escrow?.nonZero ?? 0).toBe(0);
  expect(totals.byKind.user?.total).toBe(USERS.length * GRANT - (totals.byKind.platform?.total ?? 0));

  for (const { id, data } of await store.query<SessionDoc>({ collection: 'sessions' })) {
    const where = `${id} ${JSON.stringify(data)}`;
    // A chat session lasts as long as its participants are there: without heartbeats it is lost as well.
    expect(isOver(data), where).toBe(true);
    expect(data.charged + data.refunded, where).toBe(data.prepaid);
    expect(data.commission, where).toBe(Math.floor(data.charged * 0.2));
    expect(data.billedMinutes, where).toBeLessThanOrEqual(data.scheduledMinutes);
  }
  const attempts = await store.query<AttemptDoc>({ collection: 'scheduledRecoveryAttempts' });
  const bySession = Map.groupBy(attempts, ({ data }) => `${data.sessionId}~${data.interruption}`);
  for (const [id, docs] of bySession) {
    const ran = docs.map(({ data }) => data).sort((a, b) => a.attempt - b.attempt);
    expect(ran.length, id).toBeLessThanOrEqual(3);
    for (const [i, one] of ran.entries()) {
      expect(one.status, id).not.toBe('scheduled');
      const previous = ran[i - 1];
      if (one.ranAt !== null && previous?.ranAt) expect(one.ranAt - previous.ranAt, id).toBeGreaterThanOrEqual(10_000);
    }
  }
  expect(await getJobQueue(world.system)).toMatchObject({ waiting: 0, due: 0, dead: 0 });
  const left = store.dump().filter(({ path }) => /^(activeSessions|sessionPresence)\//.test(path));
  expect(left).toEqual([]);
}
