import { setTimeout as sleep } from 'node:timers/promises';
import { checkRights, type IdToken, readIdToken } from './id-token.ts';
import type { Errand, Identity } from './identity.ts';
import { Secrets } from './secrets.ts';
import { type Exchange, ExchangeFailed, exchange } from './secure-token.ts';
import { REFRESH_TOKEN } from './variables.ts';

/** Before a token expires, unless that is most of its life: longer than any request of an operator may take. */
const EARLY_MS = 5 * 60_000;
/** Between attempts at one renewal. */
const PAUSES_MS = [500, 2_000];
/** While the old token is good, a renewal that failed is left alone for so long. */
const LEAVE_MS = 20_000;

interface Held {
  readonly token: string;
  readonly facts: IdToken;
  /** Both by this clock, whatever the clock of who issued it says. */
  readonly renewAt: number;
  readonly goodUntil: number;
}

export interface Renewal {
  readonly refreshToken: string;
  readonly apiKey: string;
  /** Where refresh tokens are exchanged. */
  readonly url: string;
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** An operator with a refresh token: each ID token is exchanged for the next one before it expires, so that a run of any length has one. */
export class RenewedIdToken implements Identity {
  readonly source = REFRESH_TOKEN;
  readonly #secrets: Secrets;
  readonly #now: () => number;
  readonly #pause: (ms: number) => Promise<unknown>;
  #exchange: Exchange;
  #held: Held | null = null;
  #renewal: Promise<Held> | null = null;
  #notBefore = 0;

  constructor({ refreshToken, apiKey, url, now = Date.now, pause = (ms) => sleep(ms) }: Renewal) {
    this.#exchange = { refreshToken, apiKey, url };
    this.#secrets = new Secrets(refreshToken, apiKey);
    this.#now = now;
    this.#pause = pause;
  }

  async token(): Promise<string> {
    return (await this.#good()).token;
  }

  async check(errand: Errand): Promise<void> {
    checkRights((await this.#good()).facts, this.source, errand);
  }

  lend(): null {
    return null;
  }

  hide(text: string): string {
    return this.#secrets.hide(text);
  }

  async #good(): Promise<Held> {
    const held = this.#held;
    const now = this.#now();
    if (held && now < held.renewAt) return held;
    if (held && now < Math.min(held.goodUntil, this.#notBefore)) return held;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    try {
      return await this.#renewal;
    } catch (error) {
      const isPassing = error instanceof ExchangeFailed && error.isPassing;
      if (!held || !isPassing || this.#now() >= held.goodUntil) throw error;
      this.#notBefore = this.#now() + LEAVE_MS;
      return held;
    }
  }

  async #renew(): Promise<Held> {
    for (let attempt = 0; ; attempt++) {
      const pauseMs = PAUSES_MS[attempt];
      try {
        return await this.#renewOnce();
      } catch (error) {
        if (!(error instanceof ExchangeFailed)) throw error;
        if (error.isPassing && pauseMs !== undefined) await this.#pause(pauseMs);
        else throw error;
      }
    }
  }

  async #renewOnce(): Promise<Held> {
    const asked = this.#now();
    const { idToken, refreshToken, lifeMs } = await exchange(this.#exchange, (text) => this.hide(text));
    this.#secrets.hold(idToken);
    this.#secrets.hold(refreshToken);
    this.#exchange = { ...this.#exchange, refreshToken };
    const facts = readIdToken(idToken, `the ID token of ${this.source}`);
    const renewAt = asked + Math.max(lifeMs - EARLY_MS, lifeMs / 2);
    this.#held = { token: idToken, facts, renewAt, goodUntil: asked + lifeMs };
    return this.#held;
  }
}
