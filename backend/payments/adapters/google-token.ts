import { z } from 'zod';
import type { Clock } from '../../ports/index.ts';
import type { GoogleConfig } from '../config.ts';
import { requestJson } from './http-json.ts';

const SCOPE = 'https://www.googleapis.com/auth/androidpublisher';
const LIFETIME_S = 3600;
const RENEW_BEFORE_MS = 60_000;

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/** Access tokens of a service account (RFC 7523): a signed assertion is exchanged for one, which is kept until shortly before its end. */
export function accessTokens(config: GoogleConfig, clock: Clock): () => Promise<string> {
  let current: Promise<{ token: string; until: number }> | undefined;
  const fetchToken = async () => {
    const { importPKCS8, SignJWT } = await import('jose');
    const { email, privateKey } = config.serviceAccount;
    const issuedAt = Math.floor(clock.now() / 1000);
    const assertion = await new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(email)
      .setAudience(config.tokenUrl)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_S)
      .sign(await importPKCS8(privateKey, 'RS256'));
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const { timeoutMs } = config;
    const answer = await requestJson('Google’s token service', config.tokenUrl, tokenAnswer, {
      method: 'POST',
      body,
      timeoutMs,
    });
    return { token: answer.access_token, until: clock.now() + answer.expires_in * 1000 - RENEW_BEFORE_MS };
  };
  return async () => {
    if (current === undefined || (await current).until <= clock.now()) {
      const fetched = fetchToken();
      current = fetched;
      fetched.catch(() => {
        if (current === fetched) current = undefined;
      });
    }
    return (await current).token;
  };
}
