import { defineExperiment } from './types.ts';

export const badRelease = defineExperiment({
  title: 'A bad release',
  question: 'If release 2.5.0 of chat is broken, is it taken back before our users tell us?',
  hypothesis:
    'Safe rollback sees ten consecutive errors and goes back to 2.4.0 within a minute; balances and messages are untouched.',
  faults: [
    {
      name: 'release-2.5.0',
      fault: 'bad-release',
      params: { feature: 'chat', version: '2.5.0', stable: '2.4.0', failFraction: 0.9 },
      at: { hold: 0.35 },
      lasts: { hold: 0.25, atMostMs: 120_000 },
      promises: { detectMs: 60_000, recoverMs: 5_000 },
    },
  ],
  invariants: ['message-charged-iff-delivered', 'balance-is-ledger-sum'],
});
