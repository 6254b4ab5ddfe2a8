import { z } from 'zod';
import { toxic } from './network.ts';

const ms = z.int().min(0).max(60_000);

export const networkLatency = toxic({
  summary: 'Everything on a link takes longer: ms, give or take jitterMs',
  type: 'latency',
  params: { ms: ms.default(200), jitterMs: ms.default(50) },
  what: ({ ms, jitterMs }) => `${ms} ms more, give or take ${jitterMs}`,
  attributes: ({ ms, jitterMs }) => ({ latency: ms, jitter: jitterMs }),
});
