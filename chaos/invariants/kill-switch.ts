import type { HistoryRecord } from '../../lib/history/index.ts';
import type { TimelineRecord } from '../../lib/results/index.ts';
import { type Evidence, finding, type Invariant, inOrder, type Violation } from './evidence.ts';

/** What a flag guards, and where accepted calls have left their time. */
export const GUARDED: Readonly<
  Record<string, { collection: string; at: string; operation: string; only?: readonly [string, string] }>
> = {
  chat_paid: { collection: 'messages', at: 'at', operation: 'sendChatMessage' },
  chat_voice: { collection: 'sessions', at: 'startedAt', operation: 'startCall', only: ['kind', 'voice'] },
  chat_video: { collection: 'sessions', at: 'startedAt', operation: 'startCall', only: ['kind', 'video'] },
  token_purchases: { collection: 'pendingTransactions', at: 'createdAt', operation: 'purchaseTokens' },
};

/** Pack 416: a killed feature is off everywhere within 30 seconds. */
export const KILL_PROMISE_MS = 30_000;

/** Requests that were let in before the time was over and ended after it: they may finish. */
const underWay = (records: readonly HistoryRecord[], at: number): number =>
  records.filter(
    (one) => one.invokedAt <= at && (one.completedAt ?? Number.POSITIVE_INFINITY) > at && one.outcome !== 'fail',
  ).length;

/** When the feature may have been opened again: by any later change of its flag, from its commit on, whether it was acknowledged or not. */
function reopenedAt({ timeline, documents }: Evidence, kill: TimelineRecord): number {
  const flips = timeline
    .filter((one) => one.kind === 'flag' && one.name === kill.name && one !== kill && one.detail?.to !== 'kill')
    .map(({ at }) => at);
  const commits = documents('audit')
    .filter(({ path }) => path.startsWith(`featureFlags/${kill.name}/`))
    .map(
      ({ data }) =>
        data as { readonly changedAt?: number; readonly after?: { readonly settings?: { readonly state?: string } } },
    )
    .filter(({ after }) => after?.settings?.state !== 'kill')
    .map(({ changedAt }) => changedAt ?? Number.POSITIVE_INFINITY);
  return Math.min(Number.POSITIVE_INFINITY, ...[...flips, ...commits].filter((at) => at >= kill.at));
}

export const nothingOnKilledFeature: Invariant = {
  id: 'nothing-on-killed-feature',
  title: 'Nothing is accepted on a killed feature after the propagation time',
  source: 'pack 416 §8, scenario 1: instant, within 30 seconds',
  about: 'kills',
  needsHistory: true,
  check: (evidence) => {
    const violations: Violation[] = [];
    let checked = 0;
    const flips = evidence.timeline.filter((one) => one.kind === 'flag' && one.detail?.acknowledged === true);
    for (const kill of flips.filter((one) => one.detail?.to === 'kill' || one.detail?.to === 'off')) {
      const guarded = GUARDED[kill.name];
      if (!guarded) continue;
      checked++;
      const until = reopenedAt(evidence, kill);
      const late = evidence.documents(guarded.collection).filter((doc) => {
        const at = Number(doc.data[guarded.at]);
        const mine = guarded.only === undefined || doc.data[guarded.only[0]] === guarded.only[1];
        return mine && at > kill.at + KILL_PROMISE_MS && at < until;
      });
      const ofOperation = evidence.history.filter((one) => one.operation === guarded.operation);
      const beyond = late.length - underWay(ofOperation, kill.at + KILL_PROMISE_MS);
      if (beyond <= 0) continue;
      const operations = inOrder(
        ofOperation.filter((one) => one.invokedAt >= kill.at && one.invokedAt < until && one.outcome === 'ok'),
      );
      const message = `${beyond} × ${guarded.operation} accepted later than ${KILL_PROMISE_MS / 1000} s after ${kill.name} was killed: ${late[0]?.path}`;
      violations.push({ message, operations });
    }
    return finding(checked, violations, 'no feature was killed');
  },
};
