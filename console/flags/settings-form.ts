import type { FlagSettingsView, FlagView } from '../../lib/api/index.ts';
import { button, field, fill, h, select } from '../dom.ts';
import { words } from '../format.ts';
import { differences, ENVIRONMENTS, PLATFORMS, SHADOWS, STATES } from './model.ts';

type Draft = { -readonly [K in keyof FlagSettingsView]: FlagSettingsView[K] };

const MEANING = {
  on: 'Serves everybody whom the targeting allows.',
  canary: 'Serves the share below, and the tenants named.',
  shadow: 'Computes an answer and writes nothing.',
  off: 'Refused for everybody.',
  kill: 'Killed: overrides everything.',
} as const;

/** Settings of a flag; `apply` gets those that were changed. */
export function settingsForm(flag: FlagView, apply: (settings: Partial<FlagSettingsView>) => void): HTMLElement {
  const draft: Draft = { ...flag };
  const changes = h('p', { class: 'hint' });
  const save = button('Review and apply', () => apply(changed(flag, draft)), 'primary', { disabled: true });
  const edit = <K extends keyof Draft>(name: K, value: Draft[K]) => {
    draft[name] = value;
    const fields = differences(flag, draft).map((one) => words(one.field));
    save.disabled = fields.length === 0;
    fill(changes, fields.length > 0 ? `Changed: ${fields.join(', ')}` : 'Nothing changed yet.');
  };
  fill(changes, 'Nothing changed yet.');
  return h(
    'div',
    { class: 'form' },
    rolloutFields(flag, draft, edit),
    ...(flag.killSwitchOnly
      ? [h('p', { class: 'hint' }, 'A kill-switch: on, off and kill only, for everybody alike.')]
      : targetingFields(flag, edit)),
    field(
      'Promoted to',
      select(
        ENVIRONMENTS.map((env) => [env, env]),
        flag.env,
        (env) => edit('env', env as Draft['env']),
      ),
      'Works in this environment and those before it.',
    ),
    field(
      'Notes',
      textArea(flag.notes, 'What should the next reader know?', (notes) => edit('notes', notes)),
    ),
    h(
      'p',
      { class: 'hint' },
      flag.dependencies.length > 0 ? `Off wherever one of these is off: ${flag.dependencies.join(', ')}. ` : '',
      `While the store cannot be read it is ${flag.safeDefault ? 'on' : 'off'}.`,
    ),
    h('div', { class: 'buttons sticky' }, changes, save),
  );
}

type Edit = <K extends keyof Draft>(name: K, value: Draft[K]) => void;

function rolloutFields(flag: FlagView, draft: Draft, edit: Edit): HTMLElement {
  const meaning = h('span', { class: 'hint' }, MEANING[flag.state]);
  const slider = h('input', {
    attributes: { type: 'range', min: '0', max: '100', step: '1', 'aria-label': 'Roll-out in percent' },
  });
  const number = h('input', {
    attributes: { type: 'number', min: '0', max: '100', step: '0.01', 'aria-label': 'Roll-out in percent' },
  });
  const show = (rollout: number) => {
    slider.value = String(rollout);
    number.value = String(rollout);
  };
  const shadow = field(
    'In shadow',
    select(
      SHADOWS.map((type) => [type, words(type)]),
      flag.shadowExecution,
      (type) => edit('shadowExecution', type),
    ),
  );
  const rollout = h('div', { class: 'slider' }, slider, number, '%');
  const buttons = new Map<string, HTMLElement>();

  function choose(state: Draft['state']): void {
    edit('state', state);
    if (state === 'on') move(100);
    for (const [name, element] of buttons) element.setAttribute('aria-checked', String(name === state));
    fill(meaning, MEANING[state]);
    shadow.hidden = state !== 'shadow';
    rollout.classList.toggle('muted', state !== 'canary');
  }
  function move(share: number): void {
    if (!(share >= 0 && share <= 100)) return;
    show(share);
    edit('rollout', share);
    if (share < 100 && draft.state === 'on') choose('canary');
  }
  slider.addEventListener('input', () => move(Number(slider.value)));
  number.addEventListener('change', () => move(Number(number.value)));

  for (const state of STATES) {
    if (state === 'kill' || (flag.killSwitchOnly && state !== 'on' && state !== 'off')) continue;
    buttons.set(
      state,
      h(
        'button',
        {
          class: `segment state-${state}`,
          attributes: { type: 'button', role: 'radio', 'aria-checked': 'false' },
          on: { click: () => choose(state) },
        },
        state,
      ),
    );
  }
  show(flag.rollout);
  for (const [name, element] of buttons) element.setAttribute('aria-checked', String(name === flag.state));
  shadow.hidden = flag.state !== 'shadow';
  rollout.classList.toggle('muted', flag.state !== 'canary');
  return h(
    'fieldset',
    {},
    h('legend', {}, 'State and roll-out'),
    h('div', { class: 'segments', attributes: { role: 'radiogroup', 'aria-label': 'State' } }, ...buttons.values()),
    meaning,
    flag.killSwitchOnly ? null : rollout,
    flag.killSwitchOnly ? null : shadow,
  );
}

function targetingFields(flag: FlagView, edit: Edit): HTMLElement[] {
  const list = (text: string) => text.split(/[\s,]+/).filter(Boolean);
  const countries = h('input', {
    class: 'mono',
    attributes: { value: flag.countries.join(', '), placeholder: 'everywhere' },
  });
  countries.addEventListener('input', () => edit('countries', list(countries.value.toUpperCase())));
  const tenants = textArea(flag.canaryTenants?.join(', ') ?? '', 'none', (text) => edit('canaryTenants', list(text)));
  const platforms = new Set(flag.platforms);
  const boxes = PLATFORMS.map((platform) =>
    checkbox(platform, platforms.has(platform), (isOn) => {
      if (isOn) platforms.add(platform);
      else platforms.delete(platform);
      edit(
        'platforms',
        PLATFORMS.filter((one) => platforms.has(one)),
      );
    }),
  );
  return [
    h(
      'fieldset',
      {},
      h('legend', {}, 'Targeting'),
      field('Countries', countries, 'Two-letter codes, separated by commas; empty: everywhere.'),
      h(
        'div',
        { class: 'field' },
        h('span', { class: 'label' }, 'Platforms'),
        h('div', { class: 'checks' }, ...boxes),
        h('span', { class: 'hint' }, 'None ticked: all.'),
      ),
      h(
        'div',
        { class: 'field' },
        h('span', { class: 'label' }, 'Only for'),
        h(
          'div',
          { class: 'checks' },
          checkbox('VIP', flag.requiresVip, (isOn) => edit('requiresVip', isOn)),
          checkbox('Royal', flag.requiresRoyal, (isOn) => edit('requiresRoyal', isOn)),
          checkbox('creators', flag.requiresCreator, (isOn) => edit('requiresCreator', isOn)),
        ),
      ),
      field('Tenants in the canary', tenants, 'Served whatever the share; ids separated by commas.'),
    ),
  ];
}

function textArea(value: string, placeholder: string, changed: (value: string) => void): HTMLTextAreaElement {
  const area = h('textarea', { attributes: { rows: '2', placeholder } });
  area.value = value;
  area.addEventListener('input', () => changed(area.value));
  return area;
}

function checkbox(text: string, isOn: boolean, changed: (isOn: boolean) => void): HTMLElement {
  const box = h('input', { attributes: { type: 'checkbox', checked: isOn } });
  box.addEventListener('change', () => changed(box.checked));
  return h('label', { class: 'check' }, box, text);
}

/** Only what differs is sent: what somebody else changed meanwhile stays. */
function changed(flag: FlagView, draft: Draft): Partial<FlagSettingsView> {
  const names = differences(flag, draft).map(({ field: name }) => name);
  return Object.fromEntries(names.map((name) => [name, draft[name as keyof Draft]]));
}
