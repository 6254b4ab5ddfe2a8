import { readFileSync } from 'node:fs';
import type { Evidence } from '../../chaos/invariants/index.ts';
import type { InvariantFindings, TimelineRecord } from '../../lib/results/index.ts';
import { addChecks } from '../conductor/checks.ts';
import type { Participant, RunContext } from '../conductor/hooks.ts';
import { checksOf, findingsOf } from './findings.ts';
import { backendNow } from './late-time.ts';
import { readDocuments } from './read-documents.ts';
import { readHistory } from './read-history.ts';
import { readPayments } from './read-payments.ts';
import { settlePayments } from './settle.ts';

/**
 * Holds everything that the run left behind against every invariant: what clients saw, the final documents, what the providers know, and what was done when.
 * After the run has settled, and after billing, since reading is billed too.
 */
export const invariants: Participant = {
  name: 'invariants',
  settle: settlePayments,
  async collect(run) {
    const { plan, folder, timeline } = run;
    const writers = plan.groups.reduce((sum, group) => sum + group.vus, 0);
    const history = await readHistory(folder.file('history'), writers);
    let documents: Awaited<ReturnType<typeof readDocuments>>;
    try {
      documents = await readDocuments(run.operator);
    } catch (error) {
      // A target that serves users only: what was not read cannot be judged.
      if (plan.target.kind === 'embedded') throw error;
      const reason = `the final documents could not be read: ${(error as Error).message}`;
      const advice = 'let the target serve exportDocuments to super-admins';
      const title = 'Invariants of money, messages, sessions and flags';
      timeline.add('note', 'no evidence', { reason });
      addChecks(folder, [
        { id: 'invariant.evidence', kind: 'invariant', title, status: 'inconclusive', reason, advice },
      ]);
      return;
    }
    const evidence: Evidence = {
      history: history.records,
      documents: (collection) => documents.get(collection) ?? [],
      timeline: timelineIn(folder.file('timeline')),
      payments: await paymentsOf(run),
      settledAt: backendNow(run),
    };
    const findings = findingsOf(evidence, history.problem);
    const found: InvariantFindings = {
      schemaVersion: 1,
      operations: history.records.length,
      documents: [...documents.values()].reduce((sum, docs) => sum + docs.length, 0),
      findings,
    };
    folder.writeJson('violations', found);
    addChecks(folder, checksOf(findings));
  },
};

const timelineIn = (file: string): TimelineRecord[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TimelineRecord);

async function paymentsOf({ providers, timeline }: RunContext): Promise<Evidence['payments']> {
  if (!providers) return null;
  try {
    return await readPayments(providers.url);
  } catch (error) {
    timeline.add('note', 'providers not asked', { reason: (error as Error).message });
    return null;
  }
}
