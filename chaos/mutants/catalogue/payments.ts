import { type Mutant, one } from '../mutant.ts';

const MACHINE = 'backend/payments/state-machine.ts';
const FACT = 'backend/payments/apply-fact.ts';
const PENDING = 'backend/payments/create-pending-transaction.ts';

/** Purchases: from the pending transaction to the tokens. */
export const PAYMENTS: readonly Mutant[] = [
  one(
    'credit-before-confirm',
    'tokens are credited when the purchase begins',
    FACT,
    'for (const movement of taken.movements) post(tx, wallets, movement);',
    "for (const movement of taken.movements) post(tx, wallets, movement);\n    if (taken.action === 'retried' && before.credited === 0) post(tx, wallets, { refId: before.transactionId, reason: 'token-purchase', at, postings: [{ account: `provider:${before.provider}`, delta: -before.tokens }, { account: `user:${before.userId}`, delta: before.tokens }] });",
  ),
  one(
    'amount-not-checked',
    'a payment of any amount is accepted',
    MACHINE,
    'if (!isOwed(before, fact)) {',
    'if (fact.amount < 0) {',
  ),
  {
    id: 'credited-twice',
    mistake: 'a second notification of the same payment credits again',
    edits: [
      {
        file: MACHINE,
        find: "if (before.status === 'confirmed') return { ...still, action: 'ignored' };",
        replace: '',
      },
      { file: MACHINE, find: 'refId: transactionId,', replace: 'refId: `${transactionId}:${at}`,' },
      { file: FACT, find: "if (seen) return { action: 'duplicate', transaction: before };", replace: '' },
      {
        file: FACT,
        find: 'tx.create(eventPath(provider, eventId), {',
        replace: 'tx.set(eventPath(provider, eventId), {',
      },
    ],
  },
  one(
    'confirmed-not-credited',
    'the purchase is confirmed, the movement forgotten',
    FACT,
    'for (const movement of taken.movements) post(tx, wallets, movement);',
    'for (const movement of taken.movements.slice(1)) post(tx, wallets, movement);',
  ),
  one(
    'retry-not-persisted',
    'the first retry is never scheduled',
    PENDING,
    'ctx.scheduler.schedule(tx, retryJob(transactionId, 1, dueAt));',
    '',
  ),
  one(
    'retry-chain-broken',
    'after a failed verification the next one is not scheduled',
    FACT,
    'if (due !== null && due !== before.nextRetryAt) {',
    'if (due !== null && due === before.nextRetryAt) {',
  ),
  one(
    'escalated-silently',
    'the payment is given up without a support ticket',
    FACT,
    'const helped = taken.ticket === null ? taken.next : callForHelp(tx, ctx, taken.next, taken.ticket);',
    'const helped = taken.next;',
  ),
  one(
    'failure-beats-success',
    'a late failure notice undoes a confirmed purchase',
    MACHINE,
    "before.status === 'pending' || (before.status === 'escalated' && !before.tickets.includes('mismatch'));",
    "before.status === 'confirmed' || before.status === 'pending' || (before.status === 'escalated' && !before.tickets.includes('mismatch'));",
  ),
];
