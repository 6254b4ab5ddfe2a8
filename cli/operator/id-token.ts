import { decodeJwt } from 'jose';
import { EXIT } from '../../lib/results/index.ts';
import { CliError } from '../errors.ts';
import { duration } from '../terminal/format.ts';
import type { Errand, Identity } from './identity.ts';
import { Secrets } from './secrets.ts';
import { ID_TOKEN, REFRESH_TOKEN } from './variables.ts';

const CUSTOM_TOKEN_AUDIENCE = 'https://identitytoolkit.googleapis.com/';
const RENEWED = `set ${REFRESH_TOKEN} instead, which is exchanged for new tokens as the run goes on`;
const FRESH = `set it to a fresh one (getIdToken() of a signed-in admin), or ${RENEWED}`;
const CLAIMS =
  'give that user the claims, such as setCustomUserClaims(uid, { admin: true, superAdmin: true }), and sign in again: only new tokens carry them';

/** What an ID token says. Its signature is for the target to check. */
export interface IdToken {
  readonly uid: string;
  readonly admin: boolean;
  readonly superAdmin: boolean;
  /** Unix ms. */
  readonly expiresAt: number;
  /** The Firebase project that it is for; null where it does not say so. */
  readonly project: string | null;
}

/**
 * Reads an ID token of an operator.
 * @param source where it comes from, for messages
 * @throws CliError (2) where it is none, or belongs to somebody who is no admin
 */
export function readIdToken(token: string, source: string): IdToken {
  const { sub, exp, aud, admin, superAdmin } = claimsOf(token, source);
  if (typeof aud === 'string' && aud.startsWith(CUSTOM_TOKEN_AUDIENCE))
    throw problem(
      `${source} holds a custom token, which is good for signing in alone`,
      `sign in with it, then ${FRESH}`,
    );
  if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number')
    throw problem(`${source} holds no ID token: it names no user or no expiry`, FRESH);
  const facts = { uid: sub, admin: admin === true || superAdmin === true, superAdmin: superAdmin === true };
  if (!facts.admin) throw problem(`${source}: user ${sub} has neither the admin nor the superAdmin claim`, CLAIMS);
  return { ...facts, expiresAt: exp * 1_000, project: typeof aud === 'string' ? aud : null };
}

function claimsOf(token: string, source: string) {
  try {
    return decodeJwt(token);
  } catch {
    throw problem(`${source} holds no ID token: three parts of base64url, separated by dots, are expected`, FRESH);
  }
}

/** Throws a CliError (2) unless the holder of the token may do this, at a target of this project. */
export function checkRights({ uid, superAdmin, project }: IdToken, source: string, errand: Errand): void {
  if (errand.needs === 'superAdmin' && !superAdmin)
    throw problem(
      `${source}: user ${uid} lacks the superAdmin claim, without which the final state cannot be read`,
      CLAIMS,
    );
  if (errand.project !== undefined && project !== null && project !== errand.project)
    throw problem(
      `${source} is a token of project "${project}"; the target is of project "${errand.project}"`,
      'sign in to the project of the target, or correct its project in loadgate.config.json',
    );
}

/** An operator with one ID token, good for an hour after signing in. */
export class FixedIdToken implements Identity {
  readonly source = ID_TOKEN;
  readonly #token: string;
  readonly #now: () => number;
  readonly #secrets: Secrets;

  constructor(token: string, now: () => number = Date.now) {
    this.#token = token;
    this.#now = now;
    this.#secrets = new Secrets(token);
  }

  async token(): Promise<string> {
    this.#read(0);
    return this.#token;
  }

  async check(errand: Errand): Promise<void> {
    checkRights(this.#read(errand.lastsMs), this.source, errand);
  }

  lend(): null {
    return null;
  }

  hide(text: string): string {
    return this.#secrets.hide(text);
  }

  #read(lastsMs: number): IdToken {
    const facts = readIdToken(this.#token, this.source);
    const leftMs = facts.expiresAt - this.#now();
    const at = new Date(facts.expiresAt).toISOString();
    if (leftMs <= 0) throw problem(`${this.source} expired at ${at}`, FRESH);
    if (leftMs < lastsMs)
      throw problem(`${this.source} expires at ${at}, in ${duration(leftMs)}: ${duration(lastsMs)} are needed`, FRESH);
    return facts;
  }
}

const problem = (message: string, advice: string) => new CliError(EXIT.usage, message, advice);
