import { createHmac } from 'node:crypto';
import { signToken } from '../../lib/auth/index.ts';
import type { Identity } from './identity.ts';
import { Secrets } from './secrets.ts';

/** Beyond the longest run, and the time that the backend is moved on at its end. */
const LIFE_S = 6 * 3_600;
const RENEW_AFTER_MS = (LIFE_S * 1_000) / 2;

/** Signs with the secret that the system under test checks tokens with. */
export const hmacWith =
  (secret: string) =>
  (message: string): string =>
    createHmac('sha256', secret).update(message).digest('base64url');

/** An operator of a target that checks tokens with a secret of its own: the embedded host. */
export class SharedSecret implements Identity {
  readonly source = 'LOADGATE_TOKEN_SECRET';
  readonly #secret: string;
  readonly #name: string;
  readonly #secrets: Secrets;
  #token = '';
  #signedAt = Number.NEGATIVE_INFINITY;

  /** @param name the user id that its tokens carry: audits keep it */
  constructor(secret: string, name = 'loadgate-operator') {
    this.#secret = secret;
    this.#name = name;
    this.#secrets = new Secrets(secret);
  }

  async token(): Promise<string> {
    const now = Date.now();
    if (now - this.#signedAt >= RENEW_AFTER_MS) {
      this.#token = this.#sign(this.#name, LIFE_S, { admin: true, superAdmin: true });
      this.#signedAt = now;
    }
    return this.#token;
  }

  /** Only the target can tell whether it is the right secret. */
  async check(): Promise<void> {}

  lend(lifetimeMs: number): string {
    return this.#sign('loadgate-flags', Math.ceil(lifetimeMs / 1_000), { admin: true });
  }

  hide(text: string): string {
    return this.#secrets.hide(text);
  }

  #sign(sub: string, seconds: number, rights: { readonly admin: true; readonly superAdmin?: true }): string {
    const iat = Math.floor(Date.now() / 1_000);
    return signToken({ sub, iat, exp: iat + seconds, ...rights }, hmacWith(this.#secret));
  }
}
