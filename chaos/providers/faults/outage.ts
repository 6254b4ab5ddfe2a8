import { defineFault, noParams, nothingHeld } from './define.ts';

/** The provider is gone: connections break without an answer, and its events wait until it is back. */
export const outage = defineFault({
  summary: 'Connections break without an answer; events wait',
  params: noParams,
  apply: (_params, { strikes }) => ({
    request: ({ key, ordinal }) => (strikes(`${key} ${ordinal}`) ? { type: 'drop' } : null),
    holdsDeliveries: true,
    revert: nothingHeld,
  }),
});
