import { z } from 'zod';
import { defineFault, nothingHeld } from './define.ts';

/** Each event is held for a time of its own within `windowMs`, so that those of a window arrive in another order than they happened. */
export const reorderedWebhooks = defineFault({
  summary: 'Events arrive in another order than they happened',
  params: z.strictObject({ windowMs: z.int().min(1).max(600_000).default(3_000) }),
  apply: ({ windowMs }, { strikes, chance }) => ({
    sends: (planned) =>
      planned.map((send) => {
        const { eventId } = send.event;
        if (!strikes(eventId)) return send;
        return { ...send, delayMs: send.delayMs + Math.floor(chance(`order ${eventId}`) * windowMs) };
      }),
    revert: nothingHeld,
  }),
});
