import { z } from 'zod';
import { hasCode, OperationError } from '../../lib/wire/index.ts';
import { callerId, defineOperation, keyField, type Operation, pairId, userIdField } from '../operations/index.ts';
import type { DocData, Store, Writer } from '../ports/index.ts';
import type { ProfileCache } from './profile-cache.ts';

/** Document `swipes/{userId}_{targetId}`: one decision per pair, for good, with the answer that it got. */
export interface SwipeDoc extends DocData {
  readonly swipeId: string;
  readonly userId: string;
  readonly targetId: string;
  readonly action: 'like' | 'pass';
  readonly at: number;
  readonly matchId: string | null;
}

/** Document `matches/{a_b}`, where a and b are the two users in order. */
interface MatchDoc extends DocData {
  readonly users: readonly string[];
  readonly at: number;
}

const swipePath = (userId: string, targetId: string): string => `swipes/${userId}_${targetId}`;
const matchPath = (matchId: string): string => `matches/${matchId}`;

const MAX_ATTEMPTS = 10;

const input = z.strictObject({ swipeId: keyField, targetId: userIdField, action: z.enum(['like', 'pass']) });
const output = z.strictObject({ swipeId: z.string(), matched: z.boolean(), matchId: z.string().nullable() });

/**
 * A like or a pass. The first decision on a pair holds: later ones, with whatever `swipeId`, get its answer and change nothing. Two likes make
 * one match, also when they come at the same time: each is committed on what it saw of the other. Bills one write for a pass, one read and one
 * write for a like, one more write for a match, and one read for a target that is not cached.
 */
export const swipeOperation = (profiles: ProfileCache): Operation =>
  defineOperation<'swipe'>({
    name: 'swipe',
    summary: 'Likes or passes another user',
    access: 'user',
    feature: 'swipe',
    flag: 'swipe',
    input,
    output,
    handler: async (ctx, { swipeId, targetId, action }) => {
      const userId = callerId(ctx);
      if (targetId === userId) {
        throw new OperationError('invalid-argument', 'targetId: this is you', { field: 'targetId' });
      }
      const at = ctx.clock.now();
      await profiles.get(ctx.store, at, targetId, 'targetId');
      const swipe: Decision = { swipeId, userId, targetId, action, at };
      try {
        return answer(await (action === 'like' ? like(ctx.store, swipe) : pass(ctx.store, swipe)));
      } catch (error) {
        if (!hasCode(error, 'already-exists')) throw error;
        const first = await ctx.store.get<SwipeDoc>(swipePath(userId, targetId));
        if (!first) throw error;
        return answer(first.data);
      }
    },
  });

type Decision = Pick<SwipeDoc, 'swipeId' | 'userId' | 'targetId' | 'action' | 'at'>;

const answer = ({ swipeId, matchId }: SwipeDoc) => ({ swipeId, matched: matchId !== null, matchId });

function decide(writer: Writer, swipe: Decision, matchId: string | null): SwipeDoc {
  const doc: SwipeDoc = { ...swipe, matchId };
  writer.create(swipePath(swipe.userId, swipe.targetId), doc);
  return doc;
}

async function pass(store: Store, swipe: Decision): Promise<SwipeDoc> {
  await store.batch((writer) => decide(writer, swipe, null));
  return { ...swipe, matchId: null };
}

function like(store: Store, swipe: Decision): Promise<SwipeDoc> {
  const { userId, targetId, at } = swipe;
  const pair = pairId(userId, targetId);
  return store.transaction(
    async (tx) => {
      const other = await tx.get<SwipeDoc>(swipePath(targetId, userId));
      const matchId = other?.data.action === 'like' ? pair : null;
      if (matchId) tx.create(matchPath(matchId), { users: pair.split('_'), at } satisfies MatchDoc);
      return decide(tx, swipe, matchId);
    },
    { maxAttempts: MAX_ATTEMPTS },
  );
}
