import type { KeyedOperation, OperationName, RequestOf, ResponseOf } from '../../lib/api/index.ts';
import { IDEMPOTENCY_KEYS } from '../../lib/api/index.ts';
import { hash32, mix32, nextState, toUnit } from '../../lib/random/index.ts';
import { uidOf } from '../../lib/users/index.ts';
import type { Next } from './journey.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** A request as its journey writes it: the key of a keyed operation is added by the call. */
export type Asked<O extends OperationName> = O extends KeyedOperation
  ? Omit<RequestOf<O>, (typeof IDEMPOTENCY_KEYS)[O]>
  : RequestOf<O>;

/**
 * How calls leave the crowd: as account `n`. `key`: the idempotency key that `request` carries, or ''. `attempt` counts from 1. `reads`: whether the
 * caller looks at the result of a success.
 */
export type Send = (
  n: number,
  operation: OperationName,
  request: object,
  key: string,
  attempt: number,
  reads: boolean,
) => Promise<Reply<unknown>>;

const KEY_NAMES: Readonly<Partial<Record<OperationName, string>>> = IDEMPOTENCY_KEYS;
const FIRST_RETRY_MS = 1000;
const MOST_TRIES = 3;
/** A refused user looks again after the time it was told, within reason: nobody waits in front of the screen for longer. */
const LONGEST_WAIT_MS = 30_000;
export const DONE = -1;
/** Step results are delays; the step and whether it repeats are left on the actor. */
const delay = (ms: number) => Math.max(0, Math.round(ms)) as Next;

/**
 * A user during one step. Made anew for each step by {@link begin}: the crowd uses the same few objects again, since making one costs k6 more than
 * what most steps do, so a step must not keep its user beyond its end.
 */
export class Actor<N extends string> {
  readonly world: World;
  /** What the crowd does with the result of a step: made once, since a function for each step would cost more than calling it. */
  readonly settle: (next: number) => void;
  row = 0;
  /** The account's number. */
  n = 0;
  /** Set by what the step returns; read by the crowd. */
  goesTo = '';
  repeats = false;
  private readonly send: Send;
  private who = 0;
  private step = 0;
  private tries = 0;
  private chanceState = 0;
  private calls = 0;

  constructor(world: World, send: Send, settle: (next: number) => void) {
    this.world = world;
    this.send = send;
    this.settle = settle;
  }

  /**
   * `who`: the user's position in its group, or the number of the visit in the open model. `step`: how many steps it has done.
   * `tries`: how often it tried this very step before.
   */
  begin(row: number, n: number, who: number, step: number, tries: number): this {
    this.row = row;
    this.n = n;
    this.who = who;
    this.step = step;
    this.tries = tries;
    this.calls = 0;
    this.repeats = false;
    this.chanceState = mix32(this.world.chanceSeed ^ Math.imul(who + 1, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca77));
    return this;
  }

  get uid(): string {
    return uidOf(this.n);
  }

  /** ms since the start of the load. */
  get nowMs(): number {
    return this.world.nowMs();
  }

  /** In [0, 1). */
  random(): number {
    const state = nextState(this.chanceState);
    this.chanceState = state;
    return toUnit(state);
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.random() * bound);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  between(range: readonly [number, number]): number {
    return range[0] + this.random() * (range[1] - range[0]);
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new RangeError('cannot pick from an empty list');
    return item;
  }

  /** The account number of somebody else. */
  someone(): number {
    const other = this.below(Math.max(1, this.world.accounts - 1));
    return other >= this.n ? other + 1 : other;
  }

  /** The account number that only this user calls. Throws where the plan gives the journey no partners. */
  get partner(): number {
    const { firstPartner, firstUser } = this.world;
    if (firstPartner === null) throw new Error('this journey has no partners in the plan');
    return firstPartner + this.n - firstUser;
  }

  /** The key that the next keyed call will carry: unique for (keyspace, journey, user, step, call), so repeating a step repeats it. */
  get key(): string {
    const nth = this.calls === 0 ? '' : `.${this.calls}`;
    return `${this.world.keyspace}-${this.who}-${this.step}${nth}`;
  }

  /** Calls an operation, as this user or as account `as`. */
  call<O extends OperationName>(operation: O, request: Asked<O>, as = this.n): Promise<Reply<ResponseOf<O>>> {
    return this.out(operation, request, as, true) as Promise<Reply<ResponseOf<O>>>;
  }

  /** Calls an operation whose result the journey does not read: parsing a page costs k6 more than sending the request. */
  tell<O extends OperationName>(operation: O, request: Asked<O>, as = this.n): Promise<Reply<undefined>> {
    return this.out(operation, request, as, false) as Promise<Reply<undefined>>;
  }

  private out(operation: OperationName, request: object, as: number, reads: boolean): Promise<Reply<unknown>> {
    const attempt = this.tries + 1;
    const keyName = KEY_NAMES[operation];
    if (keyName === undefined) return this.send(as, operation, request, '', attempt, reads);
    const { key } = this;
    this.calls++;
    // Written into the request, which its step made for this call, rather than into a copy of it.
    (request as Record<string, unknown>)[keyName] = key;
    return this.send(as, operation, request, key, attempt, reads);
  }

  /** Rests for the journey's think time. */
  think(step: N): Next {
    return this.after(this.between(this.world.thinkMs), step);
  }

  after(ms: number, step: N): Next {
    this.goesTo = step;
    return delay(ms);
  }

  /** The visit is over. A user of the closed model begins anew after a think time; one of the open model leaves. */
  done(): Next {
    return DONE as Next;
  }

  /**
   * What a person does after a call that did not work: repeat the same step, with the same keys, where the outcome is unknown or the backend is
   * away (after 1, 2, 4 s; then give up); wait as told where refused; then go on with `otherwise`, or, without one, be done.
   */
  again(reply: Reply<unknown>, step: N, otherwise?: N): Next {
    if (reply.outcome === 'unknown' || (reply.outcome === 'error' && reply.retriable)) {
      if (this.tries < MOST_TRIES) {
        this.repeats = true;
        return this.after(FIRST_RETRY_MS * 2 ** this.tries * (0.75 + 0.5 * this.random()), step);
      }
    }
    if (otherwise === undefined) return this.done();
    if (reply.outcome !== 'refused') return this.think(otherwise);
    const told = Math.min(reply.retryAfterMs, LONGEST_WAIT_MS);
    return this.after(told + this.between(this.world.thinkMs), otherwise);
  }
}

/** The seed of one journey's chance: journeys with the same seed act independently. */
export const chanceSeedOf = (seed: number, journey: string): number => hash32(journey, seed);
