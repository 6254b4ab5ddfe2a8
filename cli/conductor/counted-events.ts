import type { FinalState } from '../../lib/results/index.ts';
import type { Operator } from '../operator/index.ts';
import { exported } from './exported.ts';

/**
 * How many analytics events the backend says it counted, and how many different ones it holds: the second is read from the stored batches themselves, so that an
 * event that was counted twice shows, and one whose acknowledgement was lost does not look like one.
 */
export async function countedEvents(operator: Operator): Promise<NonNullable<FinalState['events']>> {
  const { events: counted } = (await operator.call('getIngestSummary')) as { readonly events: number };
  return { counted, distinct: counted === 0 ? 0 : await distinctEvents(operator) };
}

/** Batches come in the order of their paths, so all of a user's are together, and event ids are the user's own: one user's ids are kept at a time. */
async function distinctEvents(operator: Operator): Promise<number> {
  let distinct = 0;
  let user = '';
  let seen = new Set<string>();
  for await (const { data } of exported(operator, 'analyticsBatches')) {
    const { userId, payload } = data as { readonly userId: string; readonly payload: string };
    if (userId !== user) {
      distinct += seen.size;
      seen = new Set();
      user = userId;
    }
    for (const { eventId } of JSON.parse(payload) as { readonly eventId: string }[]) seen.add(eventId);
  }
  return distinct + seen.size;
}
