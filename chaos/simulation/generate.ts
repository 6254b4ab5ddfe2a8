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
  readonly users: readonly string[];
  readonly events: string[];
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
const someone = (rng: Rng, { users }: Memory): string => pick(rng, users);
const another = (rng: Rng, { users }: Memory, uid: string): string =>
  pick(
    rng,
    users.filter((one) => one !== uid),
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
  const uid = someone(rng, memory);
  const started = {
    uid,
    calleeId: another(rng, memory, uid),
    callId: fresh(memory, 'call'),
    kind: pick(rng, ['voice', 'video'] as const),
  };
  memory.calls.push(started);
  const { calleeId, callId, kind } = started;
  return remembered(memory, call(uid, 'startCall', { callId, calleeId, kind, scheduledMinutes: 1 + rng.below(4) }));
}

/** A client that lost its memory of a batch sends its events again in another one. */
function eventId(rng: Rng, memory: Memory): string {
  if (memory.events.length > 0 && rng.next() < 0.3) return pick(rng, memory.events);
  const made = fresh(memory, 'e');
  memory.events.push(made);
  return made;
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
      const uid = someone(rng, memory);
      return remembered(
        memory,
        call(uid, 'sendChatMessage', {
          messageId: fresh(memory, 'm'),
          recipientId: another(rng, memory, uid),
          text: 'hello',
        }),
      );
    },
  ],
  [
    8,
    (rng, memory) => {
      const uid = someone(rng, memory);
      const targetId = another(rng, memory, uid);
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
        call(someone(rng, memory), 'purchaseTokens', {
          purchaseId: fresh(memory, 'p'),
          provider,
          packId: pick(rng, PACKS),
        }),
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
        eventId: eventId(rng, memory),
        type: 'tap',
        at: START_MS,
      }));
      return remembered(memory, call(someone(rng, memory), 'ingestEvents', { batchId: fresh(memory, 'b'), events }));
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

/** What the schedule is full of, beside everything else: races need several of the same kind at once. */
const FOCUS_WEIGHT = 6;

function choose(rng: Rng, memory: Memory, focus: number): Action {
  const weights = CHOICES.map(([weight], i) => (i === focus ? FOCUS_WEIGHT * weight : weight));
  let left = rng.next() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, [, make]] of CHOICES.entries()) {
    left -= weights[i] ?? 0;
    if (left < 0) return make(rng, memory);
  }
  return { kind: 'advance', ms: 1_000 };
}

/** A call that goes on until its booked time is over and longer: both sides are there, and say so. */
function longCall(rng: Rng, memory: Memory): Action[] {
  const started = startCall(rng, memory);
  const made = memory.calls.at(-1);
  if (!made) return [started];
  const sessionId = `${made.uid}~${made.callId}`;
  const rounds = Array.from({ length: 5 + rng.below(5) }, () => [
    { kind: 'advance', ms: 20_000 } as const,
    call(made.uid, 'sessionHeartbeat', { sessionId }),
    call(made.calleeId, 'sessionHeartbeat', { sessionId }),
  ]);
  return [started, ...rounds.flat()];
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
  const users = rng.next() < 0.3 ? SIMULATED_USERS.slice(0, 2) : SIMULATED_USERS;
  const memory: Memory = { users, events: [], calls: [], made: [], versions: [], next: 0 };
  const tokens = pick(rng, TOKENS);
  const focus = rng.next() < 0.4 ? rng.below(CHOICES.length) : -1;
  // What one process does alone is safe by accident: caches and queues in memory hide races.
  const instances = rng.next() < 0.3 ? 2 : 1;
  const before = rng.next() < 0.06 ? longCall(rng, memory) : [];
  const others = Array.from({ length: 8 + rng.below(25) }, () => choose(rng, memory, focus));
  const actions = [...before, ...others];
  return { seed, interleaving: 0, weather, instances, tokens, actions };
}
