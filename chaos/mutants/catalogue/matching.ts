import { type Mutant, one } from '../mutant.ts';

const SWIPE = 'backend/people/swipe.ts';

/** Swipes and matches. */
export const MATCHING: readonly Mutant[] = [
  one(
    'match-race',
    'whether the other likes back is read outside the transaction',
    SWIPE,
    'const other = await tx.get<SwipeDoc>(swipePath(targetId, userId));',
    'const other = await store.get<SwipeDoc>(swipePath(targetId, userId));',
  ),
  one(
    'match-without-like',
    'a pass of the other counts as a like',
    SWIPE,
    "other?.data.action === 'like' ? pair : null",
    'other ? pair : null',
  ),
  one(
    'write-acked-before-commit',
    'a swipe is acknowledged before it is written',
    SWIPE,
    'await store.batch((writer) => decide(writer, swipe, null));',
    'void store.batch((writer) => decide(writer, swipe, null)).catch(() => {});',
  ),
];
