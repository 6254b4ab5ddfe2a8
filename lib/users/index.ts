/** Who the simulated users are: the same in the backend's seed, in the scenarios' tokens and in the checkers. */
import { mix32 } from '../random/index.ts';

export type Platform = 'ios' | 'android' | 'web';

/** The attributes of one account that tokens carry and flags target. */
export interface User {
  /** Position among the run's accounts. */
  readonly n: number;
  readonly uid: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly platform: Platform;
  readonly tenant: string;
  readonly vip: boolean;
  readonly royal: boolean;
  readonly creator: boolean;
}

/** Countries with their share of the users. */
export const COUNTRY_SHARES = [
  ['PL', 0.34],
  ['DE', 0.16],
  ['GB', 0.12],
  ['US', 0.12],
  ['FR', 0.08],
  ['ES', 0.07],
  ['IT', 0.06],
  ['RW', 0.05],
] as const;

const PLATFORM_SHARES = [
  ['android', 0.52],
  ['ios', 0.33],
  ['web', 0.15],
] as const;

/** Tenants that share the users evenly: 10 % of them are the ~50 of the source's first canary step. */
export const TENANTS = 500;
const VIP_SHARE = 0.05;
const ROYAL_SHARE = 0.01;
const CREATOR_SHARE = 0.08;

/** Each attribute has a stream of its own, so that a new one does not change the others. In [0, 2³²). */
const draw = (n: number, seed: number, stream: number) =>
  mix32(Math.imul(n + 1, 0x9e3779b1) ^ mix32(seed + Math.imul(stream, 0x85ebca77)));
const RANGE = 0x1_0000_0000;

/** Plain loops over two flat lists: a k6 VU makes a user of these in 20 µs, and in eight times that with destructuring. */
class Shares<T> {
  private readonly values: readonly T[];
  private readonly upTo: readonly number[];
  private readonly last: T;

  constructor(shares: readonly [readonly [T, number], ...(readonly [T, number])[]]) {
    let sum = 0;
    this.values = shares.map(([value]) => value);
    this.upTo = shares.map(([, share]) => {
      sum += share;
      return sum * RANGE;
    });
    this.last = (shares.at(-1) ?? shares[0])[0];
  }

  at(drawn: number): T {
    for (let i = 0; i < this.upTo.length; i++) if (drawn < (this.upTo[i] ?? 0)) return this.values[i] ?? this.last;
    return this.last;
  }
}

const COUNTRIES = new Shares(COUNTRY_SHARES);
const PLATFORMS = new Shares(PLATFORM_SHARES);

export const uidOf = (n: number): string => `u${n}`;

/** The account's number, or -1 where `uid` is not one of the run's accounts. */
export function numberOf(uid: string): number {
  const n = uid.charCodeAt(0) === 117 ? Number(uid.slice(1)) : -1;
  return Number.isSafeInteger(n) && n >= 0 && uid === uidOf(n) ? n : -1;
}

/** Account `n` of the population that `seed` makes; a pure function, so nobody has to store the population. */
export function userAt(n: number, seed: number): User {
  return {
    n,
    uid: uidOf(n),
    country: COUNTRIES.at(draw(n, seed, 1)),
    platform: PLATFORMS.at(draw(n, seed, 2)),
    tenant: `t${Math.floor((draw(n, seed, 3) / RANGE) * TENANTS)}`,
    vip: draw(n, seed, 4) < VIP_SHARE * RANGE,
    royal: draw(n, seed, 5) < ROYAL_SHARE * RANGE,
    creator: draw(n, seed, 6) < CREATOR_SHARE * RANGE,
  };
}
