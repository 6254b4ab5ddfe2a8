import { z } from 'zod';
import { EXIT } from '../../lib/results/index.ts';
import { CliError } from '../errors.ts';
import { API_KEY, REFRESH_TOKEN, TOKEN_URL } from './variables.ts';

/** Google’s, for every project. */
export const SECURE_TOKEN_URL = 'https://securetoken.googleapis.com/v1/token';
const ANSWER_MS = 10_000;
const MOST_TOLD = 200;

export interface Exchange {
  readonly refreshToken: string;
  /** The project’s web API key. */
  readonly apiKey: string;
  readonly url: string;
}

export interface Exchanged {
  readonly idToken: string;
  /** For the next exchange; the one that was given stays good as a rule. */
  readonly refreshToken: string;
  readonly lifeMs: number;
}

/** No ID token for this refresh token. */
export class ExchangeFailed extends CliError {
  /** Whether the same request may succeed later. */
  readonly isPassing: boolean;

  constructor(isPassing: boolean, message: string, advice: string) {
    super(isPassing ? EXIT.missing : EXIT.usage, message, advice);
    this.isPassing = isPassing;
  }
}

const answerSchema = z.object({
  id_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive(),
});
const errorSchema = z.object({ error: z.object({ message: z.string() }) });

/**
 * One exchange at the Secure Token API (firebase.google.com/docs/reference/rest/auth, "Exchange a refresh token for an ID token"), the Auth emulator or any other
 * that speaks as they do.
 * @param hide takes secrets out of what the other side says
 * @throws ExchangeFailed that names the variable at fault and what to do
 */
export async function exchange(given: Exchange, hide: (text: string) => string): Promise<Exchanged> {
  const { refreshToken, apiKey, url } = given;
  const { host } = new URL(url);
  const response = await fetch(`${url}?key=${encodeURIComponent(apiKey)}`, {
    method: 'POST',
    // A refresh token goes where it was meant to go, and nowhere else.
    redirect: 'error',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error: unknown) => {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    throw new ExchangeFailed(true, `${REFRESH_TOKEN} could not be exchanged: no answer from ${host} (${cause})`, REACH);
  });
  const text = await response.text().catch(() => '');
  if (!response.ok) {
    const isPassing = response.status >= 500 || response.status === 429;
    const said = hide(reasonIn(text)).slice(0, MOST_TOLD);
    const message = `${REFRESH_TOKEN} was not exchanged: ${host} answered ${response.status}: ${said}`;
    throw new ExchangeFailed(isPassing, message, isPassing ? REACH : adviceFor(said));
  }
  const read = answerSchema.safeParse(parsed(text));
  if (!read.success)
    throw new ExchangeFailed(
      false,
      `${host} answered without an ID token`,
      `${TOKEN_URL} is to name a Secure Token API`,
    );
  const { id_token: idToken, refresh_token: next = refreshToken, expires_in: seconds } = read.data;
  return { idToken, refreshToken: next, lifeMs: seconds * 1_000 };
}

const REACH = `is it reachable from here? ${TOKEN_URL} names another address of the Secure Token API`;

const adviceFor = (said: string): string =>
  /api.?key/i.test(said)
    ? `set ${API_KEY} to the web API key of the operator’s project (project settings, General)`
    : `sign the operator in again, and set ${REFRESH_TOKEN} to the refreshToken of the signed-in user, ${API_KEY} to the web API key of the same project`;

function reasonIn(text: string): string {
  const read = errorSchema.safeParse(parsed(text));
  return read.success ? read.data.error.message : 'no reason given';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
