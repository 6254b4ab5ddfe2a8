import { z } from 'zod';
import { defineFault, nothingHeld } from './define.ts';

/** Answers take `ms`, and up to `jitterMs` more. */
export const latency = defineFault({
  summary: 'Answers take longer: ms, and up to jitterMs more',
  params: z.strictObject({ ms: z.int().min(0).max(60_000), jitterMs: z.int().min(0).max(60_000).default(0) }),
  apply: ({ ms, jitterMs }, { strikes, chance }) => ({
    request: ({ key, ordinal }) => {
      const request = `${key} ${ordinal}`;
      if (!strikes(request)) return null;
      return { type: 'delay', ms: ms + Math.floor(chance(`jitter ${request}`) * jitterMs) };
    },
    revert: nothingHeld,
  }),
});
