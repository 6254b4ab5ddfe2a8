import type { FlagOverrideView, FlagView } from '../../lib/api/index.ts';
import { button, field, h, select } from '../dom.ts';
import { moment } from '../format.ts';
import type { Changes } from './changes.ts';
import { statePill } from './pieces.ts';

const HOUR = 3_600_000;
const LASTS: readonly (readonly [string, string])[] = [
  ['', 'until it is removed'],
  [String(HOUR), '1 hour'],
  [String(24 * HOUR), '1 day'],
  [String(7 * 24 * HOUR), '7 days'],
];

/** What single tenants have instead, and a form for one more. */
export function overridesPanel(flag: FlagView, changes: Changes): HTMLElement {
  const tenant = h('input', { class: 'mono', attributes: { placeholder: 'tenant id', autocomplete: 'off' } });
  let state = 'off';
  let lasts = '';
  const set = () => {
    if (tenant.value.trim() === '') tenant.focus();
    else void changes.override(flag, tenant.value.trim(), state, lasts ? Date.now() + Number(lasts) : null);
  };
  const states = ['off', 'on', 'shadow', 'canary', 'kill'].map((one) => [one, one] as const);
  return h(
    'div',
    { class: 'form' },
    h(
      'p',
      { class: 'hint' },
      'An override replaces state and roll-out for one tenant. Targeting and a kill still hold.',
    ),
    flag.overrides?.length
      ? h('ul', { class: 'overrides' }, ...flag.overrides.map((one) => item(flag, one, changes)))
      : h('p', {}, 'No tenant has an override.'),
    h(
      'fieldset',
      {},
      h('legend', {}, 'Set one'),
      field('Tenant', tenant),
      field(
        'State',
        select(states, state, (value) => {
          state = value;
        }),
      ),
      field(
        'Lasts',
        select(LASTS, lasts, (value) => {
          lasts = value;
        }),
      ),
      h('div', { class: 'buttons' }, button('Set override', set, 'primary')),
    ),
  );
}

const item = (flag: FlagView, { tenant, state, expiresAt }: FlagOverrideView, changes: Changes): HTMLElement =>
  h(
    'li',
    {},
    h('strong', { class: 'mono' }, tenant),
    statePill(state),
    h(
      'span',
      { class: 'hint' },
      expiresAt ? (expiresAt > Date.now() ? `until ${moment(expiresAt)}` : 'has ended') : 'until it is removed',
    ),
    button('Remove', () => void changes.override(flag, tenant, null, null)),
  );
