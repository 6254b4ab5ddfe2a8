import type { Provider } from '../../lib/api/index.ts';
import { TOKEN_PACKS } from '../../lib/packs/index.ts';
import type { Next, UserOf } from '../crowd/index.ts';

/** What a user who can buy tokens remembers: its balance (as far as it knows), and the purchase under way. */
export const PURSE = { balance: 'i32', transaction: 'text', polls: 'u8' } as const;
type Steps = 'wallet' | 'buy' | 'confirm';
type Buyer<N extends string> = UserOf<typeof PURSE, N | Steps>;

const PROVIDERS: readonly Provider[] = ['stripe', 'apple', 'google'];
/** The smallest pack is for the thrifty; the others last for the whole run. */
const PACKS = TOKEN_PACKS.filter((pack) => pack.tokens >= 500 && pack.tokens <= 1000);
const POLL_MS = 2000;
/** The app stops waiting then; the backend goes on trying. */
const MOST_POLLS = 15;
/** On average a paying user buys once in this time, broke or not. */
const BUYS_EVERY_MS = 6 * 60_000;

/** Whether the user buys now, having last thought about it `sinceMs` ago. */
export const feelsLikeBuying = (user: { chance(p: number): boolean }, sinceMs: number) =>
  user.chance(sinceMs / BUYS_EVERY_MS);

/**
 * The steps of a purchase: look at the balance, buy, poll until the payment is confirmed, look again. Then the user goes on with `then`. Pack 353 §2: the
 * purchase is pending first, and tokens come with the confirmation only.
 */
export function buying<N extends string>(then: N) {
  return {
    async wallet(user: Buyer<N>): Promise<Next> {
      const wallet = await user.call('getWallet', {});
      if (!wallet.ok) return user.again(wallet, 'wallet', then);
      user.balance = wallet.result.balance;
      return user.think(then);
    },
    async buy(user: Buyer<N>): Promise<Next> {
      const { packId } = user.pick(PACKS);
      const bought = await user.call('purchaseTokens', { provider: user.pick(PROVIDERS), packId });
      if (!bought.ok) return user.again(bought, 'buy', 'wallet');
      user.transaction = bought.result.transactionId;
      user.polls = 0;
      return user.after(POLL_MS, 'confirm');
    },
    async confirm(user: Buyer<N>): Promise<Next> {
      const purchase = await user.call('getTransactionStatus', { transactionId: user.transaction });
      if (!purchase.ok) return user.again(purchase, 'confirm', 'wallet');
      if (purchase.result.status === 'pending' && user.polls < MOST_POLLS) {
        user.polls++;
        return user.after(POLL_MS, 'confirm');
      }
      user.transaction = '';
      return user.think('wallet');
    },
  };
}
