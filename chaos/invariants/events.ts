import { finding, groupBy, type Invariant, inOrder, type Violation } from './evidence.ts';

interface SentEvent {
  readonly eventId: string;
}

export const eventsCountedOnce: Invariant = {
  id: 'events-counted-once',
  title: 'Each acknowledged event is counted exactly once',
  source: 'pack 353 §7: event ingestion',
  about: ['ingestEvents'],
  needsHistory: true,
  check: (evidence) => {
    const counted = new Map<string, number>();
    for (const { data } of evidence.documents('analyticsBatches')) {
      for (const { eventId } of JSON.parse(String(data.payload)) as SentEvent[]) {
        const key = `${data.userId}:${eventId}`;
        counted.set(key, (counted.get(key) ?? 0) + 1);
      }
    }
    const sent = evidence.history
      .filter((one) => one.operation === 'ingestEvents')
      .flatMap((record) =>
        (record.request.events as readonly SentEvent[]).map(({ eventId }) => ({
          key: `${record.user}:${eventId}`,
          record,
        })),
      );
    const attempts = groupBy(sent, ({ key }) => key);
    const violations: Violation[] = [];
    const violated = (key: string, message: string) =>
      violations.push({ message, operations: inOrder((attempts.get(key) ?? []).map(({ record }) => record)) });
    let acknowledged = 0;
    for (const [key, tries] of attempts) {
      if (!tries.some(({ record }) => record.outcome === 'ok')) continue;
      acknowledged++;
      if (!counted.has(key)) violated(key, `event ${key} was acknowledged, but never counted`);
    }
    for (const [key, times] of counted) {
      if (times > 1) violated(key, `event ${key} was counted ${times} times`);
      else if (attempts.get(key)?.every(({ record }) => record.outcome === 'fail'))
        violated(key, `event ${key} was refused every time, but counted`);
    }
    return finding(acknowledged, violations, 'no event was acknowledged');
  },
};
