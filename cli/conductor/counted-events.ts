import type { FinalState } from '../../lib/results/index.ts';
import type { Operator } from './operator.ts';

interface Page {
  readonly documents: readonly { readonly data: { readonly userId: string; readonly payload: string } }[];
  readonly next: string | null;
}

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
  let after: string | null = null;
  do {
    const request = { collection: 'analyticsBatches', ...(after !== null && { after }) };
    const page = (await operator.call('exportDocuments', request, 120_000)) as Page;
    for (const { data } of page.documents) {
      if (data.userId !== user) {
        distinct += seen.size;
        seen = new Set();
        user = data.userId;
      }
      for (const { eventId } of JSON.parse(data.payload) as { readonly eventId: string }[]) seen.add(eventId);
    }
    after = page.next;
  } while (after !== null);
  return distinct + seen.size;
}
