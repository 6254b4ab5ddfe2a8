import { toxic } from './network.ts';

/** Toxiproxy's `timeout` of 0: nothing gets through, and nobody is told, until the fault is reverted. */
export const networkBlackhole = toxic({
  summary: 'A link swallows everything and keeps its connections open',
  type: 'timeout',
  params: {},
  what: () => 'everything is swallowed',
  attributes: () => ({ timeout: 0 }),
});
