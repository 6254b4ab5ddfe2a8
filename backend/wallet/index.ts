/** Tokens: a double-entry ledger, and the balances that follow from it. */
import type { Module } from '../operations/index.ts';
import { getLedgerTotals } from './totals.ts';
import { getLedger, getWallet } from './wallet.ts';

export { COMMISSION_ACCOUNT, escrowAccount, userAccount } from './accounts.ts';
export {
  balanceOf,
  grantMovement,
  type LedgerDoc,
  type Movement,
  type Posting,
  post,
  readWallets,
  transfer,
  type WalletDoc,
  type Wallets,
} from './ledger.ts';
export { type LedgerTotals, ledgerTotals } from './totals.ts';

export const walletModule = (): Module => ({ name: 'wallet', operations: [getWallet, getLedger, getLedgerTotals] });
