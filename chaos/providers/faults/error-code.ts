import { z } from 'zod';
import { defineFault, nothingHeld } from './define.ts';

/** Requests are answered with an HTTP status that is no success; nothing is done. */
export const errorCode = defineFault({
  summary: 'Requests are answered with an error status, and nothing is done',
  params: z.strictObject({ status: z.int().min(400).max(599).default(503) }),
  apply: ({ status }, { strikes }) => ({
    request: ({ key, ordinal }) => (strikes(`${key} ${ordinal}`) ? { type: 'status', status } : null),
    revert: nothingHeld,
  }),
});
