import { type Mutant, one } from '../mutant.ts';

const LEDGER = 'backend/wallet/ledger.ts';

/** Tokens and the ledger. */
export const MONEY: readonly Mutant[] = [
  one(
    'overdraft',
    'the balance is not checked before spending',
    LEDGER,
    'if (delta < 0 && after < 0) {',
    'if (delta < 0 && after < -1_000) {',
  ),
  one(
    'forgotten-recipient',
    'only the first wallet of a movement is written',
    LEDGER,
    'for (const [uid, wallet] of changed) {',
    'for (const [uid, wallet] of [...changed].slice(0, 1)) {',
  ),
];
