import type { CanaryCriterion, CanaryView } from '../../lib/api/index.ts';
import type { Api } from '../api.ts';
import { h } from '../dom.ts';
import { ago, words } from '../format.ts';
import { Panel } from './panel.ts';

/** Roll-outs under way, judged by their criteria. */
export const rolloutsPanel = (api: Api): Panel =>
  new Panel(async () => {
    const { rollouts } = await api.call<{ rollouts: readonly CanaryView[] }>('getCanaryStatus');
    return rollouts.length > 0 ? rollouts.map(card) : [h('p', { class: 'hint' }, 'No flag is in shadow or canary.')];
  });

function card({
  flag,
  phase,
  rollout,
  tenants,
  since,
  next,
  verdict,
  why,
  success,
  rollbackBudgets,
  rollbackType,
}: CanaryView): HTMLElement {
  const budgets = Object.entries(rollbackBudgets).map(([type, seconds]) => `${words(type)} ${seconds / 60} min`);
  return h(
    'article',
    { class: `canary verdict-${verdict}` },
    h('header', {}, h('h2', { class: 'mono' }, flag), h('span', { class: `pill verdict-${verdict}` }, verdict)),
    h(
      'p',
      {},
      `${words(phase)}: ${rollout} %${tenants > 0 ? ` and ${tenants} tenants` : ''}, since ${ago(since)}`,
      next ? `; next: ${words(next.name)}` : '',
    ),
    h('p', { class: 'quote' }, why),
    h('ul', { class: 'criteria' }, ...success.map(criterion)),
    h(
      'p',
      { class: 'hint' },
      `Ways back: ${budgets.join(', ')}${rollbackType ? `. Take: ${words(rollbackType)}` : ''}`,
    ),
  );
}

const criterion = ({ metric, comparison, value, measured, holds }: CanaryCriterion): HTMLElement =>
  h(
    'li',
    { class: holds === null ? 'unknown' : holds ? 'good' : 'bad' },
    `${words(metric)} ${comparison} ${value}: `,
    h('strong', {}, measured === null ? 'not measured' : String(Number(measured.toFixed(4)))),
  );
