/** What must hold after every run, whatever was broken in it: pure checkers over history and final state. */
import { acknowledgedWritesSurvive } from './acknowledged.ts';
import { eventsCountedOnce } from './events.ts';
import type { Evidence, Finding, Invariant } from './evidence.ts';
import { flagChangesAudited } from './flag-audit.ts';
import { nothingOnKilledFeature } from './kill-switch.ts';
import { balanceIsLedgerSum, ledgerSumsToZero } from './ledger.ts';
import { mutualLikesMatch } from './matches.ts';
import { messageChargedIffDelivered } from './messages.ts';
import { noTokensWithoutPayment, paymentCreditedOnce, pendingPaymentsEnd } from './payments.ts';
import { rateLimitsHold } from './rate-limits.ts';
import { repeatsGetFirstAnswer } from './repeats.ts';
import { untouchedByRollback } from './rollbacks.ts';
import { oneActiveCallPerUser, refundIsUnusedMinutes } from './sessions.ts';

export type { Evidence, EvidenceDoc, Finding, Invariant, ProviderPayment, Violation } from './evidence.ts';

/** A new invariant is one file and one line here. */
export const INVARIANTS: readonly Invariant[] = [
  noTokensWithoutPayment,
  paymentCreditedOnce,
  pendingPaymentsEnd,
  balanceIsLedgerSum,
  ledgerSumsToZero,
  acknowledgedWritesSurvive,
  repeatsGetFirstAnswer,
  messageChargedIffDelivered,
  refundIsUnusedMinutes,
  oneActiveCallPerUser,
  rateLimitsHold,
  nothingOnKilledFeature,
  eventsCountedOnce,
  flagChangesAudited,
  mutualLikesMatch,
  untouchedByRollback,
];

/** What a reader of the final state must bring: the last segments of the collections. */
export const EVIDENCE_COLLECTIONS = [
  'paymentAudit',
  'pendingTransactions',
  'supportTickets',
  'ledger',
  'wallets',
  'messages',
  'swipes',
  'matches',
  'sessions',
  'analyticsBatches',
  'featureFlags',
  'audit',
  'rollbackHistory',
] as const;

/** Holds the evidence against every invariant. */
export const checkAll = (evidence: Evidence): { readonly invariant: Invariant; readonly finding: Finding }[] =>
  INVARIANTS.map((invariant) => ({ invariant, finding: invariant.check(evidence) }));
