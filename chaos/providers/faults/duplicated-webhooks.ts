import { z } from 'zod';
import { defineFault, nothingHeld } from './define.ts';

/** Events are delivered `copies` times, over `spreadMs`. */
export const duplicatedWebhooks = defineFault({
  summary: 'Events are delivered several times',
  params: z.strictObject({
    copies: z.int().min(2).max(20).default(2),
    spreadMs: z.int().min(0).max(60_000).default(500),
  }),
  apply: ({ copies, spreadMs }, { strikes, chance }) => ({
    sends: (planned) =>
      planned.flatMap((send) => {
        const { eventId } = send.event;
        if (!strikes(eventId)) return [send];
        const later = Array.from({ length: copies - 1 }, (_, n) => Math.floor(chance(`${eventId} ${n}`) * spreadMs));
        return [send, ...later.map((ms) => ({ ...send, delayMs: send.delayMs + ms }))];
      }),
    revert: nothingHeld,
  }),
});
