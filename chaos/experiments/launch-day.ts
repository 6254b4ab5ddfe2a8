import { errorsBelow } from './objectives.ts';
import { defineExperiment } from './types.ts';

/** What goes wrong on a bad first day, one thing after the other, each with time to recover: fits into the 90 s of `quick`. */
export const launchDay = defineExperiment({
  title: 'Launch day',
  question: 'May we launch, if on the first day everything goes wrong that usually does?',
  hypothesis:
    'A payment outage, a kill-switch, a bad release, a crash and a slow store each stay within what is promised, and nothing is lost, doubled or let through.',
  faults: [
    {
      name: 'stripe-down',
      fault: 'provider-outage',
      params: { provider: 'stripe' },
      at: { hold: 0.1 },
      lasts: { hold: 0.08 },
      promises: { recoverMs: 3_000 },
      slos: [errorsBelow(0.05, { journey: 'swipe' })],
    },
    {
      name: 'chat-killed',
      fault: 'kill-switch',
      params: { flag: 'chat_paid' },
      at: { hold: 0.24 },
      lasts: { hold: 0.07, atMostMs: 60_000 },
      promises: { effectMs: 30_000, recoverMs: 3_000 },
      slos: [errorsBelow(0.02)],
    },
    {
      name: 'bad-release',
      fault: 'bad-release',
      params: { feature: 'chat', version: '2.5.0', stable: '2.4.0', failFraction: 0.9 },
      at: { hold: 0.37 },
      lasts: { hold: 0.09, atMostMs: 120_000 },
      promises: { detectMs: 60_000, recoverMs: 3_000 },
    },
    {
      name: 'killed',
      fault: 'backend-crash',
      at: { hold: 0.53 },
      lasts: { hold: 0.03, atLeastMs: 500, atMostMs: 10_000 },
      promises: { recoverMs: 12_000 },
    },
    {
      name: 'slow-store',
      fault: 'store-latency',
      params: { ms: 100, jitterMs: 100 },
      at: { hold: 0.82 },
      lasts: { hold: 0.07, atMostMs: 30_000 },
      promises: { recoverMs: 3_000 },
    },
  ],
  invariants: [
    'nothing-on-killed-feature',
    'acknowledged-writes-survive',
    'balance-is-ledger-sum',
    'payment-credited-once',
    'flag-changes-audited',
  ],
});
