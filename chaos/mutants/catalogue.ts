/**
 * Planted defects, each a mistake that somebody could make on a busy day. They prove that the simulation would see it: every one must be caught.
 * `find` stands exactly once in `file` (paths from the project's root); where code moves on, the runner says which mutant needs care.
 */
export interface Mutant {
  readonly id: string;
  /** The mistake in the words of a review. */
  readonly mistake: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}

const one = (id: string, mistake: string, file: string, find: string, replace: string): Mutant => ({
  id,
  mistake,
  edits: [{ file, find, replace }],
});

const LEDGER = 'backend/wallet/ledger.ts';
const SEND = 'backend/chat/send.ts';
const MACHINE = 'backend/payments/state-machine.ts';
const FACT = 'backend/payments/apply-fact.ts';
const PENDING = 'backend/payments/create-pending-transaction.ts';
const MOVES = 'backend/sessions/transitions.ts';
const BILLING = 'backend/sessions/billing.ts';
const ACTIVE = 'backend/ratelimits/active-sessions.ts';
const SWIPE = 'backend/people/swipe.ts';
const INGEST = 'backend/analytics/ingest.ts';
const COMMIT = 'backend/flags/change/commit.ts';
const SERVICE = 'backend/flags/service/flag-service.ts';

export const MUTANTS: readonly Mutant[] = [
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
  one(
    'wallet-read-outside',
    'balances are read outside the transaction that changes them',
    SEND,
    'const wallets = await readWallets(tx, [senderId, recipientId]);',
    'const wallets = await readWallets(store, [senderId, recipientId]);',
  ),
  {
    id: 'message-charged-twice',
    mistake: 'a repeated message is not recognised and is charged again',
    edits: [
      {
        file: SEND,
        find: '`chat:${senderId}:${messageId}`',
        replace: '`chat:${senderId}:${messageId}:${at}:${balanceOf(wallets, senderId)}`',
      },
      {
        file: SEND,
        find: 'tx.create(messagePath(chatId, messageId), {',
        replace: 'tx.set(messagePath(chatId, messageId), {',
      },
    ],
  },
  {
    id: 'delivered-before-charged',
    mistake: 'the message is delivered in one commit and charged in the next',
    edits: [
      {
        file: SEND,
        find: 'return store.transaction(\n    async (tx) => {\n      const wallets',
        replace:
          'return store.batch((early) => early.set(messagePath(chatId, messageId), { senderId, text, at, receipt: { charged, balance: 0 } })).then(() => store.transaction(\n    async (tx) => {\n      const wallets',
      },
      {
        file: SEND,
        find: 'tx.create(messagePath(chatId, messageId), {',
        replace: 'tx.set(messagePath(chatId, messageId), {',
      },
      {
        file: SEND,
        find: '{ maxAttempts: MAX_ATTEMPTS },\n  );\n}',
        replace: '{ maxAttempts: MAX_ATTEMPTS },\n  ));\n}',
      },
    ],
  },
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
        find: 'if (eventId !== undefined) {\n      tx.create(',
        replace: 'if (eventId !== undefined) {\n      tx.set(',
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
  one(
    'refund-twice',
    'a call that is over can be settled again',
    'backend/sessions/session.ts',
    "({ status }: SessionDoc): boolean => status === 'ended' || status === 'refunded'",
    "({ status }: SessionDoc): boolean => status === ('never' as string)",
  ),
  {
    id: 'refund-paid-again',
    mistake: 'ending an ended call pays its refund again',
    edits: [
      {
        file: 'backend/sessions/session.ts',
        find: "({ status }: SessionDoc): boolean => status === 'ended' || status === 'refunded'",
        replace: "({ status }: SessionDoc): boolean => status === ('never' as string)",
      },
      {
        file: MOVES,
        find: 'refId: `call-settle:${id}`,',
        replace: 'refId: `call-settle:${id}:${now}:${data.status}`,',
      },
    ],
  },
  one(
    'minutes-rounded-down',
    'a started minute is not billed',
    BILLING,
    'Math.max(1, Math.ceil(usedMs / MINUTE))',
    'Math.max(1, Math.floor(usedMs / MINUTE))',
  ),
  one(
    'refund-forgotten',
    'unused minutes stay in escrow',
    MOVES,
    '{ account: escrowAccount(id), delta: -prepaid },',
    '{ account: escrowAccount(id), delta: bill.refunded - prepaid },\n    { account: userAccount(callerId), delta: -bill.refunded },',
  ),
  one(
    'callee-not-claimed',
    'only the caller counts as being in a call',
    'backend/sessions/start.ts',
    'for (const participant of [uid, calleeId]) claimActiveSession(tx, participant, claim);',
    'claimActiveSession(tx, uid, claim);',
  ),
  {
    id: 'one-call-checked-outside',
    mistake: 'whether somebody is in a call is looked up before the transaction and not claimed in it',
    edits: [
      {
        file: 'backend/sessions/start.ts',
        find: 'const active = await readActiveSessions(tx, [uid, calleeId]);',
        replace: 'const active = await readActiveSessions(ctx.store, [uid, calleeId]);',
      },
      {
        file: ACTIVE,
        find: 'writer.create(activeSessionPath(userId), session);',
        replace: 'writer.set(activeSessionPath(userId), session);',
      },
    ],
  },
  one(
    'call-never-ends',
    'booked calls are not ended when their time is over',
    'backend/sessions/sweep.ts',
    'await each<SessionDoc>(ctx, over, ({ id }) => endAtBookedEnd(ctx, id));',
    '',
  ),
  one(
    'limit-off-by-one',
    'one purchase too many is let through',
    'backend/ratelimits/limits.ts',
    "TOKEN_PURCHASE: { kind: 'window', max: 3,",
    "TOKEN_PURCHASE: { kind: 'window', max: 4,",
  ),
  one(
    'limit-read-outside',
    'usage is read outside the transaction that counts it',
    'backend/ratelimits/check-rate-limit.ts',
    'const { usage: before } = await readUsage(tx, userId, type);',
    'const { usage: before } = await readUsage(ctx.store, userId, type);',
  ),
  one(
    'event-counted-twice',
    'events are not remembered across batches',
    INGEST,
    'if (fresh.length > 0) tx.set(rememberedPath(userId), remembered.toDoc());',
    '',
  ),
  one(
    'event-acked-before-commit',
    'a batch is acknowledged before it is written',
    INGEST,
    'return await count(ctx.store, userId, batchId, events, now);',
    'void count(ctx.store, userId, batchId, events, now).catch(() => {});\n      return { accepted: events.length, duplicates: 0 };',
  ),
  one(
    'match-race',
    'whether the other likes back is read outside the transaction',
    SWIPE,
    'const other = await tx.get<SwipeDoc>(swipePath(targetId, userId));',
    'const other = await store.get<SwipeDoc>(swipePath(targetId, userId));',
  ),
  one(
    'match-without-like',
    'a pass of the other counts as a like',
    SWIPE,
    "other?.data.action === 'like' ? pair : null",
    'other ? pair : null',
  ),
  one(
    'change-not-audited',
    'the audit entry of a change is not written with it',
    COMMIT,
    'tx.create(auditEntryPath(flag, version), asDocument(entry));',
    '',
  ),
  one(
    'change-unexplained',
    'the reason of a change is not kept',
    'backend/flags/change/entry.ts',
    '    reason,\n    ip: ',
    "    reason: '',\n    ip: ",
  ),
  {
    id: 'flag-cache-for-ever',
    mistake: 'the flag cache is filled once and never invalidated',
    edits: [
      {
        file: SERVICE,
        find: 'if (this.#stopListening.length === 0) return;\n    this.#pushes[source]++;',
        replace: 'if (this.#known !== null) return;\n    this.#pushes[source]++;',
      },
      {
        file: SERVICE,
        find: 'this.#askAgainAt = this.#readAt + CACHE_TTL_MS;',
        replace: 'this.#askAgainAt = Number.POSITIVE_INFINITY;',
      },
      {
        file: SERVICE,
        find: 'this.#applied.set(key, version);\n    for (',
        replace: 'this.#applied.set(key, version);\n    if (this.#known === null) for (',
      },
    ],
  },
  one(
    'kill-not-obeyed',
    'a killed flag is evaluated like one that is on',
    'backend/flags/guards/stage.ts',
    'if (!answer.enabled) {',
    "if (!answer.enabled && answer.state !== 'kill') {",
  ),
  one(
    'job-lost-on-crash',
    'a job is removed before it runs',
    'backend/scheduler/leases.ts',
    'writer.update(doc.path, { leaseOwner, runAt: leaseUntil, attempts: attempt }, { version: doc.version }),',
    'writer.delete(doc.path, { version: doc.version }),',
  ),
  one(
    'write-acked-before-commit',
    'a swipe is acknowledged before it is written',
    SWIPE,
    'await store.batch((writer) => decide(writer, swipe, null));',
    'void store.batch((writer) => decide(writer, swipe, null)).catch(() => {});',
  ),
];
