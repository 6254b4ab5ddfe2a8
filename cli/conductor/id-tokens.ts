import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { RunPlan } from '../../lib/plan/index.ts';
import { EXIT } from '../../lib/results/index.ts';
import { CliError } from '../errors.ts';
import { duration } from '../terminal/format.ts';

/** File with the ID tokens of users who have signed in before the run. */
export const ID_TOKENS = 'LOADGATE_ID_TOKENS';

const WANTED = 'give a JSON array of ID tokens, u0 first, of users who have just signed in';
const schema = z.array(z.string().min(1)).min(1);

/** The file that the variable names, as an absolute path; null where it names none. Throws a CliError (2) where it holds no tokens. */
export function idTokensFile(given: string | undefined): string | null {
  if (!given) return null;
  const path = resolve(given);
  tokensIn(path);
  return path;
}

/** Users that send requests: accounts, and those of journeys that need none. */
export const usersOf = ({ accounts, groups }: Pick<RunPlan, 'accounts' | 'groups'>): number =>
  Math.max(accounts, ...groups.map((group) => group.firstUser + group.userCount));

/** Throws a CliError (2) unless each user of a plan has a token that outlives the load: else the target would be measured at refusing. */
export function checkIdTokens(path: string, plan: RunPlan, now = Date.now()): void {
  const tokens = tokensIn(path);
  const users = usersOf(plan);
  if (tokens.length < users)
    throw problem(
      `${path} has ${tokens.length} tokens, and the plan ${users} users`,
      `${WANTED}, or use a smaller --scale`,
    );
  tokens.slice(0, users).forEach((token, n) => {
    const leftMs = expiryOf(token, n, path) - now;
    if (leftMs >= plan.durationMs) return;
    const when = leftMs <= 0 ? 'has expired' : `expires in ${duration(leftMs)}, before the load ends`;
    throw problem(`the token of u${n} in ${path} ${when}`, WANTED);
  });
}

function tokensIn(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw problem(code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`, WANTED);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // What the parsers say would quote the tokens.
    throw problem(`${path} is not a JSON array of texts`, WANTED);
  }
}

function expiryOf(token: string, n: number, path: string): number {
  try {
    const { exp } = decodeJwt(token);
    if (exp !== undefined) return exp * 1_000;
  } catch {
    // Said below, without the token.
  }
  throw problem(`what ${path} has for u${n} is no ID token`, WANTED);
}

const problem = (message: string, advice: string) => new CliError(EXIT.usage, `${ID_TOKENS}: ${message}`, advice);
