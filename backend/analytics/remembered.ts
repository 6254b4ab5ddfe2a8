import { createHash } from 'node:crypto';
import { OperationError } from '../../lib/wire/index.ts';
import type { DocData } from '../ports/index.ts';
import { ANALYTICS } from './limits.ts';

/** Document `analyticsUsers/{uid}`: digests of the user's events, joined, by the day (since 1970, UTC) on which they happened. */
export interface RememberedDoc extends DocData {
  readonly days: Readonly<Record<string, string>>;
}

/** 72 bits of SHA-256 in base64: two of 40,000 events are alike once in 10^12 users. */
const DIGEST_LENGTH = 12;
const digestOf = (eventId: string): string =>
  createHash('sha256').update(eventId).digest('base64').slice(0, DIGEST_LENGTH);

export const rememberedPath = (uid: string): string => `analyticsUsers/${uid}`;
const dayOf = (at: number): number => Math.floor(at / ANALYTICS.dayMs);

/** Which events of one user were counted. Days that can no longer come are forgotten. */
export class Remembered {
  readonly #days = new Map<number, Set<string>>();
  #size = 0;

  constructor(doc: RememberedDoc | undefined, now: number) {
    // One day more than is accepted: the clocks of two instances may differ around midnight.
    const oldest = dayOf(now) - ANALYTICS.rememberedDays - 1;
    for (const [day, digests] of Object.entries(doc?.days ?? {})) {
      if (Number(day) < oldest) continue;
      const set = new Set<string>();
      for (let i = 0; i < digests.length; i += DIGEST_LENGTH) set.add(digests.slice(i, i + DIGEST_LENGTH));
      this.#days.set(Number(day), set);
      this.#size += set.size;
    }
  }

  /** Remembers the event; false where it was remembered already. */
  add(eventId: string, at: number): boolean {
    const day = dayOf(at);
    const set = this.#days.get(day) ?? new Set();
    this.#days.set(day, set);
    const before = set.size;
    set.add(digestOf(eventId));
    if (set.size === before) return false;
    if (++this.#size > ANALYTICS.maxRemembered) {
      throw new OperationError(
        'resource-exhausted',
        `a user may send ${ANALYTICS.maxRemembered} events in ${ANALYTICS.rememberedDays} days`,
        { reason: 'too-many-events', limit: ANALYTICS.maxRemembered },
      );
    }
    return true;
  }

  toDoc(): RememberedDoc {
    return { days: Object.fromEntries([...this.#days].map(([day, digests]) => [String(day), [...digests].join('')])) };
  }
}
