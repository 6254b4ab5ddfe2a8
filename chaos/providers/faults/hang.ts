import { defineFault, noParams } from './define.ts';

/** The provider accepts requests and never answers. Reverting breaks the connections that still wait. */
export const hang = defineFault({
  summary: 'Requests are accepted and never answered',
  params: noParams,
  apply: (_params, { strikes }) => {
    const { promise: released, resolve } = Promise.withResolvers<void>();
    return {
      request: ({ key, ordinal }) => (strikes(`${key} ${ordinal}`) ? { type: 'hang', released } : null),
      revert: resolve,
    };
  },
});
