import { expect } from 'vitest';
import type { Provider } from '../../../lib/api/index.ts';
import { rngFor } from '../../../lib/random/index.ts';
import { ManualClock, type ProviderEvent } from '../../ports/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { CrashingStore } from '../../store/testing/crashing-store.ts';
import { JumblingStore } from '../../store/testing/jumbling-store.ts';
import type { TicketDoc } from '../../support/index.ts';
import { TEST_START } from '../../testing/index.ts';
import { type LedgerDoc, ledgerTotals, post, readWallets, transfer } from '../../wallet/index.ts';
import type { AuditEntry } from '../audit.ts';
import type { TransactionDoc } from '../index.ts';
import { RETRY_OFFSETS_MS } from '../schedule.ts';
import type { Command } from './commands.ts';
import { ModelProvider } from './model-provider.ts';
import { processOver } from './payments-world.ts';

const MINUTE = 60_000;
const PROVIDERS: readonly Provider[] = ['stripe', 'apple', 'google'];
const USERS = ['u0', 'u1', 'u2'];

/** Backend processes that follow each other over one store and one set of providers, and what must be true at the end. */
export class PaymentsRun {
  readonly clock = new ManualClock(TEST_START);
  readonly truth = new MemoryStore(this.clock);
  readonly providers = PROVIDERS.map((name) => new ModelProvider(name));
  readonly events: ProviderEvent[] = [];
  readonly #rng;
  readonly #crashes;
  #view: CrashingStore;
  #process;
  #generation = 0;

  constructor(seed: number, crashes: readonly { after: number; late: boolean }[], appleNames: boolean) {
    this.#rng = rngFor(seed);
    this.#crashes = [...crashes];
    for (const one of this.providers) one.namesPayments = appleNames || one.name !== 'apple';
    this.#view = this.#nextView();
    this.#process = processOver(this.#view, this.clock, this.providers, this.#generation);
  }

  async atOnce(batch: readonly Command[]): Promise<void> {
    const outcomes = await Promise.allSettled(batch.map((one) => this.#do(one)));
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected' && !mayFail(batch[n], outcome.reason)) throw outcome.reason;
    }
    // Long enough for a dead process's lease to end; a job that is run twice moves the clock itself.
    const waited = batch.some((one) => one.do === 'wait' && one.minutes >= 4);
    if (!this.#view.crashed && waited && batch.every((one) => one.do !== 'rerunJob')) await this.#checkSchedule();
    if (this.#view.crashed) this.#restart();
  }

  /** After time has passed, no verification is overdue by more than the lease of a process that died. */
  async #checkSchedule(): Promise<void> {
    for (const { nextRetryAt } of await this.#transactions()) {
      if (nextRetryAt !== null) expect(nextRetryAt).toBeGreaterThan(this.clock.now() - 2 * MINUTE);
    }
  }

  /** All faults are over; every schedule runs out; then an operator asks after whatever is not confirmed. */
  async comeToRest(): Promise<void> {
    this.#crashes.length = 0;
    this.#restart();
    for (const provider of this.providers) Object.assign(provider, { reachable: true, loseAnswers: 0 });
    for (let n = 0; n < 8; n++) {
      await this.#process.runUntil(this.clock.now() + 5 * MINUTE);
      await this.#process.backend.runRecurring('sweepPendingTransactions');
    }
    for (const { status, nextRetryAt } of await this.#transactions()) {
      expect(['confirmed', 'failed', 'escalated']).toContain(status);
      expect(nextRetryAt).toBeNull();
    }
    for (const { transactionId } of await this.#transactions()) {
      await this.#process.call('admin', 'retryTransactionVerification', { transactionId });
    }
  }

  async check(): Promise<void> {
    expect(await ledgerTotals(this.truth)).toMatchObject({
      sum: 0,
      unbalanced: { count: 0 },
      mismatches: { count: 0 },
      wallets: { negative: 0 },
    });
    const payments = this.providers.flatMap((provider) => [...provider.payments.values()]);
    const transactions = await this.#transactions();
    for (const transaction of transactions) {
      const { transactionId, status, amount, tokens, credited, clawedBack, shortfall } = transaction;
      const ofPurchase = payments.filter(({ reference }) => reference === transactionId);
      const truth = ofPurchase.find(({ providerTxId }) => providerTxId === transaction.providerTxId);
      const paid = truth?.state === 'succeeded' && truth.amount === amount;
      expect(status === 'confirmed').toBe(paid);
      expect(credited).toBe(paid ? tokens : 0);
      const ledger = await this.truth.get<LedgerDoc>(`ledger/${transactionId}`);
      expect(ledger?.data.postings.map(({ delta }) => delta) ?? []).toEqual(paid ? [-tokens, tokens] : []);
      const given = Math.floor((tokens * (truth?.refunded ?? 0)) / amount);
      expect(clawedBack + shortfall).toBe(paid ? given : 0);
      await this.#checkAudit(transaction);
      await this.#checkTickets(transaction);
    }
    const sold = transactions.reduce((sum, { credited, clawedBack }) => sum + credited - clawedBack, 0);
    const { byKind } = await ledgerTotals(this.truth);
    expect(sold + (byKind.provider?.total ?? 0)).toBe(0);
  }

  async #checkAudit({ transactionId, status, audits, createdAt }: TransactionDoc): Promise<void> {
    const docs = await this.truth.query<AuditEntry>({
      collection: 'paymentAudit',
      where: [['transactionId', '==', transactionId]],
      orderBy: [['number', 'asc']],
    });
    const entries = docs.map(({ data }) => data);
    expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: audits }, (_, n) => n + 1));
    expect(entries.map(({ from }) => from)).toEqual([null, ...entries.slice(0, -1).map(({ to }) => to)]);
    expect(entries.at(-1)?.to).toBe(status);
    // Scheduled verifications count up, and none was early.
    const scheduled = entries.filter(
      ({ via, action }) => via === 'retry' && action !== 'begun' && action !== 'ignored',
    );
    let attempts = 0;
    for (const { at, detail, action } of scheduled) {
      if (action === 'confirmed' || action === 'refunded' || action === 'mismatch') continue;
      expect(detail.attempt).toBe(++attempts);
      expect(at).toBeGreaterThanOrEqual(createdAt + (RETRY_OFFSETS_MS[attempts - 1] ?? Number.POSITIVE_INFINITY));
    }
  }

  async #checkTickets({ transactionId, status, tickets }: TransactionDoc): Promise<void> {
    const open: string[] = [];
    for (const purpose of tickets) {
      const ticket = await this.truth.get<TicketDoc>(`supportTickets/payment:${purpose}:${transactionId}`);
      expect(ticket).not.toBeNull();
      if (ticket?.data.status === 'open' && purpose !== 'shortfall') open.push(purpose);
    }
    if (status === 'escalated') expect(open).not.toEqual([]);
    // Money of a wrong amount waits for people even where another payment has settled the purchase.
    else expect(open.filter((purpose) => purpose !== 'mismatch')).toEqual([]);
  }

  async #do(one: Command): Promise<unknown> {
    const process = this.#process;
    const payment = 'payment' in one ? this.#payments()[one.payment] : undefined;
    const provider = 'provider' in one ? this.providers[one.provider] : undefined;
    switch (one.do) {
      case 'buy': {
        const data = { purchaseId: `p${one.purchase}`, provider: provider?.name, packId: 'tokens-1000' };
        return process.call(USERS[one.user] ?? 'u0', 'purchaseTokens', data);
      }
      case 'pay':
        if (payment?.true.state === 'succeeded' || !payment) return;
        payment.true.state = 'succeeded';
        if (one.amount === 'wrong') payment.true.amount -= 1;
        this.events.push(payment.by.eventFor(payment.true));
        return;
      case 'decline':
        if (payment?.true.state !== 'open') return;
        payment.true.state = 'failed';
        this.events.push(payment.by.eventFor(payment.true));
        return;
      case 'refund':
        if (payment?.true.state !== 'succeeded') return;
        payment.true.refunded = Math.max(payment.true.refunded, Math.floor(payment.true.amount * one.share));
        this.events.push(payment.by.eventFor(payment.true));
        return;
      case 'deliver': {
        const event = this.events[one.event];
        return event && process.deliver(event);
      }
      case 'misreport': {
        const event = this.events[one.event];
        const told = event && { ...event, amount: event.amount + 7, eventId: `${event.eventId}-wrong` };
        return told?.outcome === 'succeeded' ? process.deliver(told) : undefined;
      }
      case 'payTwice': {
        if (payment?.true.state !== 'succeeded' || payment.true.providerTxId.endsWith('-again')) return;
        // The store charges a second time under the same purchase, and gives that money back.
        const second = { ...payment.true, providerTxId: `${payment.true.providerTxId}-again`, refunded: 0 };
        this.events.push(payment.by.eventFor(second));
        second.refunded = second.amount;
        payment.by.payments.set(second.providerTxId, second);
        this.events.push(payment.by.eventFor(second));
        return;
      }
      case 'rerunJob': {
        if (!payment) return;
        const transactionId = payment.true.reference;
        const doc = await this.truth.get<TransactionDoc>(`pendingTransactions/${transactionId}`);
        if (!doc || doc.data.nextRetryAt === null) return;
        this.clock.advance(Math.max(0, doc.data.nextRetryAt - this.clock.now()));
        // Its lease ran out while it was at work: another process has taken it as well.
        const job = { kind: 'payments.retry', jobId: 'x', payload: { transactionId, attempt: doc.data.retries + 1 } };
        return Promise.all([process.backend.runJob(job), process.backend.runJob(job)]);
      }
      case 'forge':
        return payment && process.deliver({ provider: payment.by.name, forged: true });
      case 'reach':
        if (provider) provider.reachable = one.reachable;
        return;
      case 'loseAnswers':
        if (provider) provider.loseAnswers = one.count;
        return;
      case 'force':
        return (
          payment && process.call('admin', 'retryTransactionVerification', { transactionId: payment.true.reference })
        );
      case 'spend':
        return this.#spend(USERS[one.user] ?? 'u0');
      case 'wait':
        return process.runUntil(this.clock.now() + one.minutes * MINUTE);
    }
  }

  /** Half of a user's tokens go away, so that refunds find less than was credited. */
  async #spend(uid: string): Promise<void> {
    await this.#view.transaction(async (tx) => {
      const wallets = await readWallets(tx, [uid]);
      const tokens = Math.floor((wallets.get(uid)?.balance ?? 0) / 2);
      if (tokens === 0) return;
      const refId = `spend:${uid}:${this.#rng.below(2 ** 31)}`;
      post(tx, wallets, {
        refId,
        reason: 'gift',
        at: this.clock.now(),
        postings: transfer(`user:${uid}`, 'platform:commission', tokens),
      });
    });
  }

  #payments() {
    return this.providers.flatMap((by) => [...by.payments.values()].map((payment) => ({ by, true: payment })));
  }

  #nextView(): CrashingStore {
    const crash = this.#crashes.shift();
    const store = new JumblingStore(this.truth, this.#rng);
    return new CrashingStore(store, crash?.after ?? Number.POSITIVE_INFINITY, crash?.late ?? false);
  }

  #restart(): void {
    this.#view = this.#nextView();
    this.#process = processOver(this.#view, this.clock, this.providers, ++this.#generation);
  }

  async #transactions(): Promise<TransactionDoc[]> {
    return (await this.truth.query<TransactionDoc>({ collection: 'pendingTransactions' })).map(({ data }) => data);
  }
}

/** What may be answered: everything may meet the process's death; otherwise only what the command is about. */
function mayFail(command: Command | undefined, error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'Crashed' || code === 'internal' || code === 'aborted') return true;
  if (command?.do === 'buy') return code === 'already-exists';
  if (command?.do === 'forge') return code === 'permission-denied';
  return command?.do === 'force' && code === 'not-found';
}
