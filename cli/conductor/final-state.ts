import type { FinalState, HardeningRow } from '../../lib/results/index.ts';
import type { Operator } from '../operator/index.ts';
import { countedEvents } from './counted-events.ts';
import { HARDENING } from './hardening.ts';
import type { Participant } from './hooks.ts';

/** Reads back what the hardening systems did, how many events were counted and what the ledger adds up to: `final-state.json`. After `billing`, since reading is billed too. */
export const finalState: Participant = {
  name: 'final state',
  async collect({ operator, folder, plan, timeline }) {
    const hardening: HardeningRow[] = [];
    for (const read of HARDENING) {
      try {
        hardening.push(await read(operator));
      } catch (error) {
        // The embedded backend has all of these; another target may serve users only.
        if (plan.target.kind === 'embedded') throw error;
        timeline.add('note', 'not read back', { system: read.name, reason: (error as Error).message });
      }
    }
    const state: FinalState = {
      ...{ schemaVersion: 1, hardening },
      ...(await orNothing(plan.target.kind, async () => ({ events: await countedEvents(operator) }))),
      ...(await orNothing(plan.target.kind, async () => ({ ledger: await ledgerTotals(operator) }))),
    };
    folder.writeJson('finalState', state);
  },
};

/** The embedded backend has everything; another target may serve users only. */
async function orNothing<T extends object>(kind: string, read: () => Promise<T>): Promise<T | Record<string, never>> {
  try {
    return await read();
  } catch (error) {
    if (kind === 'embedded') throw error;
    return {};
  }
}

/** Reading all of a large ledger takes some seconds. */
const LEDGER_TIMEOUT_MS = 300_000;

async function ledgerTotals(operator: Operator): Promise<NonNullable<FinalState['ledger']>> {
  type Counted = { readonly count: number };
  type Totals = Pick<NonNullable<FinalState['ledger']>, 'entries' | 'sum' | 'wallets'> & {
    readonly unbalanced: Counted;
    readonly mismatches: Counted;
  };
  const answer = (await operator.call('getLedgerTotals', {}, LEDGER_TIMEOUT_MS)) as Totals;
  const { entries, sum, wallets, unbalanced, mismatches } = answer;
  return { entries, sum, wallets, unbalanced: unbalanced.count, mismatches: mismatches.count };
}
