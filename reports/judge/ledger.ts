import type { RunPlan } from '../../lib/plan/index.ts';
import type { Check, FinalState } from '../../lib/results/index.ts';
import { count, plural } from '../format.ts';

/** Judges that the ledger balances to the token, on what the backend read back of all of it after settling (pack 353 §2: transaction integrity). */
export function judgeLedger(plan: RunPlan, finalState: FinalState | null): Check[] {
  // Without accounts there are no tokens; without a final state there are other checks to say so.
  if (plan.accounts === 0 || finalState === null) return [];
  const common = {
    id: 'ledger.balance',
    kind: 'invariant' as const,
    title: 'The ledger balances to the token',
    target: '0 off',
  };
  const { ledger } = finalState;
  if (!ledger) {
    if (plan.target.kind !== 'embedded') return [];
    const advice = 'see the backend\'s log: final-state.json needs "ledger"';
    return [{ ...common, status: 'inconclusive', reason: 'the ledger was not read back', advice }];
  }
  const { entries, sum, unbalanced, wallets, mismatches } = ledger;
  const problems = [
    ...(sum === 0 ? [] : [`${count(Math.abs(sum))} tokens ${sum > 0 ? 'came from nowhere' : 'are gone'}`]),
    ...(unbalanced === 0 ? [] : [`${plural(unbalanced, 'movement')} without balance`]),
    ...(mismatches === 0 ? [] : [`${plural(mismatches, 'wallet')} off the ledger`]),
    ...(wallets.negative === 0 ? [] : [`${plural(wallets.negative, 'wallet')} below zero`]),
  ];
  const measured = `${count(wallets.total)} tokens in ${plural(wallets.count, 'wallet')}, ${plural(entries, 'movement')}`;
  const value = Math.abs(sum) + unbalanced + mismatches + wallets.negative;
  if (problems.length === 0) return [{ ...common, status: 'pass', measured, value }];
  return [
    {
      ...common,
      status: 'fail',
      measured,
      value,
      reason: problems.join(', '),
      advice: 'loadgate run --history names the operations',
    },
  ];
}
