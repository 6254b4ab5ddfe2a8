import { defineFault, noParams, nothingHeld } from './define.ts';

/** Events are never delivered. */
export const lostWebhooks = defineFault({
  summary: 'Events are never delivered',
  params: noParams,
  apply: (_params, { strikes }) => ({
    sends: (planned) => planned.filter(({ event }) => !strikes(event.eventId)),
    revert: nothingHeld,
  }),
});
