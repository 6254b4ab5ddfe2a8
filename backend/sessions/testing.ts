import type { SessionStatus } from '../../lib/api/index.ts';
import type { ManualClock, Store } from '../ports/index.ts';
import { type World, worldOf } from '../testing/index.ts';
import { grantMovement, post, readWallets, walletModule } from '../wallet/index.ts';
import { sessionsModule } from './index.ts';
import { readSession, type SessionDoc } from './session.ts';

export const GRANT = 10_000;

/** Users with a profile and a full wallet. */
export async function seedUsers(store: Store, clock: ManualClock, uids: readonly string[], tokens = GRANT) {
  for (const uid of uids) {
    await store.transaction(async (tx) => {
      const wallets = await readWallets(tx, [uid]);
      post(tx, wallets, grantMovement(uid, tokens, clock.now()));
      tx.set(`users/${uid}`, { name: uid });
    });
  }
}

export interface SessionWorld extends World {
  session(sessionId: string): Promise<SessionDoc>;
  status(sessionId: string): Promise<SessionStatus>;
  balance(uid: string): Promise<number>;
  /** Starts a session of `a` with `b` and answers its id; both have sent a heartbeat. */
  start(kind: SessionDoc['kind'], key?: string, minutes?: number): Promise<string>;
  beat(sessionId: string, ...uids: string[]): Promise<void>;
}

export const USERS = ['a', 'b', 'c', 'd'] as const;

/** A world with sessions and the users a, b, c and d. */
export async function sessionWorld(options: Parameters<typeof worldOf>[1] = {}): Promise<SessionWorld> {
  const world = sessionProcess(options);
  await seedUsers(world.store, world.clock, USERS);
  return world;
}

/** One process over a store that has its users. */
export function sessionProcess(options: Parameters<typeof worldOf>[1] = {}): SessionWorld {
  const world = worldOf([sessionsModule(), walletModule()], options);
  const beat = async (sessionId: string, ...uids: string[]) => {
    for (const uid of uids) await world.as(uid)('sessionHeartbeat', { sessionId });
  };
  const session = async (sessionId: string) => (await readSession(world.store, sessionId)).data;
  return {
    ...world,
    beat,
    session,
    status: async (sessionId) => (await session(sessionId)).status,
    balance: async (uid) => (await readWallets(world.store, [uid])).get(uid)?.balance ?? 0,
    start: async (kind, key = 'k1', minutes = 10) => {
      if (kind === 'chat') await world.as('a')('startChatSession', { chatSessionId: key, partnerId: 'b' });
      else await world.as('a')('startCall', { callId: key, calleeId: 'b', kind, scheduledMinutes: minutes });
      await beat(`a~${key}`, 'a', 'b');
      return `a~${key}`;
    },
  };
}

/** A session of a and b that a second after its start was reported as broken. */
export async function interrupted(kind: SessionDoc['kind']): Promise<{ world: SessionWorld; sessionId: string }> {
  const world = await sessionWorld();
  const sessionId = await world.start(kind);
  world.clock.advance(1_000);
  await world.as('a')('markSessionInterrupted', { sessionId, reason: 'network_error' });
  return { world, sessionId };
}
