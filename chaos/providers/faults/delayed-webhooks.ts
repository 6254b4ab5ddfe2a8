import { z } from 'zod';
import { defineFault, nothingHeld } from './define.ts';

/** Events are delivered `ms` late, and up to `jitterMs` more. */
export const delayedWebhooks = defineFault({
  summary: 'Events are delivered late',
  params: z.strictObject({
    ms: z.int().min(0).max(3_600_000),
    jitterMs: z.int().min(0).max(3_600_000).default(0),
  }),
  apply: ({ ms, jitterMs }, { strikes, chance }) => ({
    sends: (planned) =>
      planned.map((send) => {
        const { eventId } = send.event;
        if (!strikes(eventId)) return send;
        return { ...send, delayMs: send.delayMs + ms + Math.floor(chance(`jitter ${eventId}`) * jitterMs) };
      }),
    revert: nothingHeld,
  }),
});
