import { defineFault, noParams, nothingHeld } from './define.ts';

/** The work is done, but the connection breaks before the answer: the client cannot know whether it was. */
export const lostAnswer = defineFault({
  summary: 'The work is done, but its answer is lost',
  params: noParams,
  apply: (_params, { strikes }) => ({
    request: ({ key, ordinal }) => (strikes(`${key} ${ordinal}`) ? { type: 'lose-answer' } : null),
    revert: nothingHeld,
  }),
});
