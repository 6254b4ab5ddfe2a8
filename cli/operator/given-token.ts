import type { Identity } from './identity.ts';
import { Secrets } from './secrets.ts';

/** A bearer token that somebody else made, of whatever kind: sent as it is, and judged by the target alone. */
export class GivenToken implements Identity {
  readonly source: string;
  readonly #token: string;
  readonly #secrets: Secrets;

  constructor(token: string, source: string) {
    this.source = source;
    this.#token = token;
    this.#secrets = new Secrets(token);
  }

  async token(): Promise<string> {
    return this.#token;
  }

  async check(): Promise<void> {}

  lend(): null {
    return null;
  }

  hide(text: string): string {
    return this.#secrets.hide(text);
  }
}
