import type { Actor } from './actor.ts';
import type { StateOf, StateSpec } from './columns.ts';

/** What a step returns: when the user does which step next. Made by the methods of {@link Actor} only. */
export type Next = number & { readonly next: unique symbol };

export type UserOf<S extends StateSpec, N extends string> = Actor<N> & StateOf<S>;

/**
 * What one user of a journey does, as named steps. A step is what happens without the user resting: it may await several calls, then says what comes
 * next: `user.think('other-step')`, `user.after(ms, 'other-step')`, `user.again(reply, 'this-step', 'other-step')` or `user.done()`. Between steps the user is only a row:
 * what it must remember is declared in `state`.
 *
 * Chance (`user.chance()` …) and keys depend on seed, user and step number alone. A step that is tried `again` therefore repeats the
 * very same requests with the same keys, which makes the repetition of an operation of unknown outcome harmless.
 */
export interface Journey<S extends StateSpec = StateSpec, N extends string = string> {
  readonly name: string;
  readonly state: S;
  readonly first: NoInfer<N>;
  readonly steps: { readonly [K in N]: (user: UserOf<S, NoInfer<N>>) => Promise<Next> };
  /** Called when the crowd shrinks: closes what the user has open. */
  readonly leave?: (user: UserOf<S, NoInfer<N>>) => Promise<void>;
}

/** Checks a journey's types; erased to what the crowd runs. */
export function defineJourney<const S extends StateSpec, N extends string>(journey: Journey<S, N>): Journey {
  return journey as unknown as Journey;
}
