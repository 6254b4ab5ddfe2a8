/** Where tokens can be. Each prefix says what the rest of the name is. */
const ACCOUNT_KINDS = {
  user: 'a user id; the only kind with a balance document, and never negative',
  platform: 'commission',
  provider: 'stripe, apple or google: tokens that were sold (negative) and refunded',
  grant: 'seed: tokens that accounts start with (negative)',
  escrow: 'a session id or event:<event id>: tokens that are not yet settled',
} as const;

export type AccountKind = keyof typeof ACCOUNT_KINDS;

export const COMMISSION_ACCOUNT = 'platform:commission';
export const userAccount = (uid: string): string => `user:${uid}`;
export const escrowAccount = (id: string): string => `escrow:${id}`;

/** @throws Error for a name that is none of {@link ACCOUNT_KINDS} */
export function parseAccount(account: string): { kind: AccountKind; name: string } {
  const cut = account.indexOf(':');
  const kind = account.slice(0, Math.max(cut, 0));
  const name = account.slice(cut + 1);
  if (!Object.hasOwn(ACCOUNT_KINDS, kind) || name === '') {
    throw new Error(`"${account}" is no account: give ${Object.keys(ACCOUNT_KINDS).join(', ')}, a colon and a name`);
  }
  return { kind: kind as AccountKind, name };
}

export const isUserAccount = (account: string): boolean => account.startsWith('user:');
export const userOf = (account: string): string => account.slice('user:'.length);
