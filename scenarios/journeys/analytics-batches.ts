import { analyticsEventId } from '../../lib/events/index.ts';
import { zipfRank } from '../../lib/random/index.ts';
import { defineJourney } from '../crowd/index.ts';

export const EVENTS_PER_BATCH = 10;
/** Events of a batch happened over this time before it is sent. */
const SPAN_MS = 60_000;

/** Sends what one user's app has logged, in one batch. The events' ids follow from the batch's, so a batch that is sent again repeats them. */
export const analyticsBatches = defineJourney({
  name: 'analytics-batches',
  state: {},
  first: 'send',
  steps: {
    async send(user) {
      const { eventTypes } = user.world.data;
      const { key } = user;
      const sentAt = user.world.originMs + user.nowMs;
      const events = Array.from({ length: EVENTS_PER_BATCH }, (_, i) => ({
        eventId: analyticsEventId(key, i),
        type: eventTypes[zipfRank(user.random(), eventTypes.length)] ?? 'screen_view',
        at: sentAt - Math.round(((EVENTS_PER_BATCH - i) / EVENTS_PER_BATCH) * SPAN_MS),
        props: { screen: user.below(20), ms: user.below(5000) },
      }));
      const sent = await user.tell('ingestEvents', { events });
      return sent.ok ? user.done() : user.again(sent, 'send');
    },
  },
});
