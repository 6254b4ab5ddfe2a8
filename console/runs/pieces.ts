/** Small pieces of the runs page. */
import type { RunOutcome } from '../../lib/api/index.ts';
import { h } from '../dom.ts';
import { OUTCOMES } from './model.ts';

export function outcomePill(outcome: RunOutcome): HTMLElement {
  const { mark, word } = OUTCOMES[outcome];
  return h('span', { class: `pill outcome-${outcome}` }, markOf(mark), ` ${word}`);
}

/** Is read out as nothing: a word stands beside it. */
export const markOf = (mark: string): HTMLElement => h('span', { attributes: { 'aria-hidden': 'true' } }, mark);
