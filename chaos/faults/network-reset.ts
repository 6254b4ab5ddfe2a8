import { z } from 'zod';
import { toxic } from './network.ts';

export const networkReset = toxic({
  summary: 'Connections of a link are reset after some ms',
  type: 'reset_peer',
  params: { afterMs: z.int().min(0).max(60_000).default(0) },
  what: ({ afterMs }) => `connections are reset after ${afterMs} ms`,
  attributes: ({ afterMs }) => ({ timeout: afterMs }),
});
