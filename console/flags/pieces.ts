/** Small pieces of the flags page. */
import type { FlagState, FlagView } from '../../lib/api/index.ts';
import { h } from '../dom.ts';

export const statePill = (state: FlagState | 'none'): HTMLElement => h('span', { class: `pill state-${state}` }, state);

export const criticalBadge = ({ critical }: FlagView): HTMLElement | null =>
  critical ? h('span', { class: 'badge critical', title: 'Changing it needs its exact key typed' }, 'critical') : null;

/** How much of the users is served, as a bar. */
export function rolloutBar({ enabled, rollout, rolloutUnit, canaryTenants }: FlagView): HTMLElement {
  const share = enabled ? rollout : 0;
  const fill = h('span', { class: 'bar-fill' });
  fill.style.inlineSize = `${share}%`;
  const unit = rolloutUnit === 'tenant' ? ' of tenants' : '';
  const tenants = enabled && canaryTenants?.length ? ` + ${canaryTenants.length} tenants` : '';
  return h(
    'span',
    { class: 'rollout' },
    h('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } }, fill),
    `${share} %${unit}${tenants}`,
  );
}

/** A switch that shows whether the flag serves anybody; pressing it asks first. */
export const toggle = (flag: FlagView, press: () => void): HTMLElement =>
  h('button', {
    class: 'switch',
    title: flag.enabled ? 'Switch off' : 'Switch on',
    attributes: {
      type: 'button',
      role: 'switch',
      'aria-checked': String(flag.enabled),
      'aria-label': `${flag.key} enabled`,
    },
    on: { click: press },
  });
