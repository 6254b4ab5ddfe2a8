import type { CallKind, OperationName, Provider, RequestOf } from '../../lib/api/index.ts';
import { TOKEN_PACKS } from '../../lib/packs/index.ts';
import { type Rng, rngFor } from '../../lib/random/index.ts';
import { SIMULATED_USERS, START_MS } from './genesis.ts';
import type { Action, Schedule, Weather } from './schedule.ts';

const PACKS = TOKEN_PACKS.slice(0, 2).map(({ packId }) => packId);
/** What safe rollback knows the guarded operations of `FLAGS` by. */
const FEATURES = ['chat', 'payments'] as const;
const FLAGS = ['chat_paid', 'chat_voice', 'token_purchases'] as const;
/** From nothing to a few dozen messages or a couple of calls: running out of tokens has to happen often, and at every price. */
const TOKENS = [0, 3, 12, 25, 60, 120] as const;
const ADVANCES_MS = [100, 1_000, 10_000, 31_000, 61_000, 5 * 60_000, 15 * 60_000];

/** The keys that were used so far, so that requests are repeated and sessions are found again. */
interface Memory {
  readonly calls: { uid: string; calleeId: string; callId: string; kind: CallKind }[];
  readonly made: Extract<Action, { kind: 'call' }>[];
  readonly versions: { readonly feature: string; readonly version: string }[];
  next: number;
}

type Choice = readonly [weight: number, make: (rng: Rng, memory: Memory) => Action];

const call = <N extends OperationName>(uid: string, operation: N, data: RequestOf<N>): Action => ({
  kind: 'call',
  uid,
  operation,
  data,
});
const pick = <T>(rng: Rng, list: readonly T[]): T => list[rng.below(list.length)] as T;
const someone = (rng: Rng): string => pick(rng, SIMULATED_USERS);
const another = (rng: Rng, uid: string): string =>
  pick(
    rng,
    SIMULATED_USERS.filter((one) => one !== uid),
  );
const fresh = (memory: Memory, prefix: string): string => `${prefix}${++memory.next}`;

const remembered = (memory: Memory, action: Action): Action => {
  if (action.kind === 'call') memory.made.push(action);
  return action;
};

const onCall = (
  rng: Rng,
  memory: Memory,
  make: (sessionId: string) => readonly [OperationName, RequestOf<OperationName>],
): Action => {
  const started = memory.calls.length > 0 ? pick(rng, memory.calls) : undefined;
  if (!started) return startCall(rng, memory);
  const uid = rng.next() < 0.5 ? started.uid : started.calleeId;
  const [operation, data] = make(`${started.uid}~${started.callId}`);
  return { kind: 'call', uid, operation, data };
};

function startCall(rng: Rng, memory: Memory): Action {
  const uid = someone(rng);
  const started = {
    uid,
    calleeId: another(rng, uid),
    callId: fresh(memory, 'call'),
    kind: pick(rng, ['voice', 'video'] as const),
  };
  memory.calls.push(started);
  const { calleeId, callId, kind } = started;
  return remembered(memory, call(uid, 'startCall', { callId, calleeId, kind, scheduledMinutes: 1 + rng.below(4) }));
}

function release(rng: Rng, memory: Memory): Action {
  const older = memory.versions.length > 0 && rng.next() < 0.7 ? pick(rng, memory.versions) : undefined;
  if (older) return { kind: 'release', ...older, step: pick(rng, ['rollback', 'rollback', 'disable', 'enable']) };
  const deployed = { feature: pick(rng, FEATURES), version: fresh(memory, '1.') };
  memory.versions.push(deployed);
  return { kind: 'release', ...deployed, step: 'deploy' };
}

const CHOICES: readonly Choice[] = [
  [
    20,
    (rng, memory) => {
      const uid = someone(rng);
      return remembered(
        memory,
        call(uid, 'sendChatMessage', { messageId: fresh(memory, 'm'), recipientId: another(rng, uid), text: 'hello' }),
      );
    },
  ],
  [
    8,
    (rng, memory) => {
      const uid = someone(rng);
      const targetId = another(rng, uid);
      return remembered(
        memory,
        call(uid, 'swipe', { swipeId: fresh(memory, 's'), targetId, action: rng.next() < 0.8 ? 'like' : 'pass' }),
      );
    },
  ],
  [
    14,
    (rng, memory) => {
      const provider = pick(rng, ['stripe', 'apple', 'google'] as const satisfies readonly Provider[]);
      return remembered(
        memory,
        call(someone(rng), 'purchaseTokens', { purchaseId: fresh(memory, 'p'), provider, packId: pick(rng, PACKS) }),
      );
    },
  ],
  [8, startCall],
  [7, (rng, memory) => onCall(rng, memory, (sessionId) => ['sessionHeartbeat', { sessionId }])],
  [7, (rng, memory) => onCall(rng, memory, (sessionId) => ['endCall', { sessionId }])],
  [
    5,
    (rng, memory) =>
      onCall(rng, memory, (sessionId) => ['markSessionInterrupted', { sessionId, reason: 'network_error' }]),
  ],
  [4, (rng, memory) => onCall(rng, memory, (sessionId) => ['attemptSessionRecovery', { sessionId }])],
  [
    6,
    (rng, memory) => {
      const events = Array.from({ length: 1 + rng.below(3) }, () => ({
        eventId: fresh(memory, 'e'),
        type: 'tap',
        at: START_MS,
      }));
      return remembered(memory, call(someone(rng), 'ingestEvents', { batchId: fresh(memory, 'b'), events }));
    },
  ],
  // A client that does not know what became of its request sends it again, with the same key.
  [14, (rng, memory) => (memory.made.length > 0 ? pick(rng, memory.made) : startCall(rng, memory))],
  [12, (rng) => ({ kind: 'webhook', pick: rng.below(1000), again: rng.next() < 0.3 })],
  [2, (rng) => ({ kind: 'forge', pick: rng.below(1000) })],
  [14, (rng) => ({ kind: 'advance', ms: pick(rng, ADVANCES_MS) })],
  [3, () => ({ kind: 'crash' })],
  [8, release],
  [4, (rng) => ({ kind: 'flag', key: pick(rng, FLAGS), to: pick(rng, ['kill', 'on', 'off'] as const) })],
];

const TOTAL = CHOICES.reduce((sum, [weight]) => sum + weight, 0);

function choose(rng: Rng, memory: Memory): Action {
  let left = rng.next() * TOTAL;
  for (const [weight, make] of CHOICES) {
    left -= weight;
    if (left < 0) return make(rng, memory);
  }
  return { kind: 'advance', ms: 1_000 };
}

/** One in three schedules has fair weather: bugs that need no fault must not hide behind those that do. */
function weatherOf(rng: Rng): Weather {
  if (rng.next() < 0.33) return { errorBefore: 0, errorAfter: 0, crash: 0, provider: 'fair' };
  return {
    errorBefore: rng.next() < 0.5 ? 0.02 : 0,
    errorAfter: rng.next() < 0.5 ? 0.02 : 0,
    crash: rng.next() < 0.5 ? 0.01 : 0,
    provider: rng.next() < 0.6 ? 'rough' : 'fair',
  };
}

/** The schedule of a seed: always the same one. */
export function scheduleFor(seed: number): Schedule {
  const rng = rngFor(seed, 'schedule');
  const weather = weatherOf(rng);
  const memory: Memory = { calls: [], made: [], versions: [], next: 0 };
  const tokens = pick(rng, TOKENS);
  const actions = Array.from({ length: 8 + rng.below(25) }, () => choose(rng, memory));
  return { seed, interleaving: 0, weather, tokens, actions };
}
