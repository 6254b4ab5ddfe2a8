import type { FlagsView, FlagView } from '../../lib/api/index.ts';
import type { Api } from '../api.ts';
import { button, fill, h, select } from '../dom.ts';
import { ago, moment } from '../format.ts';
import { Changes } from './changes.ts';
import { Editor } from './editor.ts';
import { ENVIRONMENTS, type Filters, filtered, isPartial, NO_FILTERS, rulesOf, STATES } from './model.ts';
import { criticalBadge, rolloutBar, statePill, toggle } from './pieces.ts';

/** The flags: counts, filters, the list, and one flag opened at the side. */
export class FlagsPage {
  readonly element: HTMLElement;
  readonly #api: Api;
  readonly #changes: Changes;
  readonly #editor: Editor;
  readonly #cards = h('div', { class: 'cards' });
  readonly #notice = h('div', { class: 'notice' });
  readonly #bar = h('div', { class: 'filters' });
  readonly #list = h('div', { class: 'flags', attributes: { role: 'table', 'aria-label': 'Feature flags' } });
  #view: FlagsView | null = null;
  #filters: Filters = NO_FILTERS;
  #versions = new Map<string, number>();
  #ownChange: string | null = null;

  constructor(api: Api) {
    this.#api = api;
    this.#changes = new Changes(api, ({ flag }) => {
      this.#ownChange = flag.key;
      void this.refresh();
    });
    this.#editor = new Editor(api, this.#changes);
    this.element = h('section', {}, this.#cards, this.#notice, this.#bar, this.#list);
  }

  /** Asks for the flags anew and shows them. */
  async refresh(): Promise<void> {
    try {
      const view = await this.#api.get<FlagsView>('/api/flags');
      const isFirst = this.#view === null;
      this.#view = view;
      if (isFirst) this.#drawFilters();
      this.#draw(isFirst);
      this.#editor.refresh(view.flags, this.#ownChange !== null);
      this.#ownChange = null;
    } catch (error) {
      fill(this.#notice, `The flags could not be read: ${(error as Error).message}`);
      this.#notice.classList.add('bad');
    }
  }

  #draw(isFirst = false): void {
    if (!this.#view) return;
    const { flags, degraded } = this.#view;
    this.#notice.classList.toggle('bad', degraded);
    fill(
      this.#notice,
      degraded
        ? 'The store cannot be read: safe defaults apply, and what is stricter of the flags known before.'
        : null,
    );
    this.#drawCards(flags);
    const found = filtered(flags, this.#filters);
    const rows = found.map((flag) => this.#row(flag, !isFirst && this.#versions.get(flag.key) !== flag.version));
    this.#versions = new Map(flags.map(({ key, version }) => [key, version]));
    fill(this.#list, HEAD(), ...(rows.length > 0 ? rows : [this.#nothing()]));
  }

  #drawCards(flags: readonly FlagView[]): void {
    const card = (label: string, matches: (flag: FlagView) => boolean, state: string, kind = '') => {
      const pressed = this.#filters.state === state;
      const look = () => this.#filter({ state: pressed ? '' : state });
      return h(
        'button',
        { class: `card ${kind}`, attributes: { type: 'button', 'aria-pressed': String(pressed) }, on: { click: look } },
        h('span', { class: 'figure' }, flags.filter(matches).length),
        h('span', { class: 'label' }, label),
      );
    };
    fill(
      this.#cards,
      card('flags', () => true, ''),
      card('enabled', ({ enabled }) => enabled, 'serving', 'good'),
      card('disabled', ({ enabled }) => !enabled, 'not-serving'),
      card('partial roll-out', isPartial, 'partial', 'warn'),
      card('killed', ({ state }) => state === 'kill', 'kill', 'bad'),
    );
  }

  #drawFilters(): void {
    const categories = [...new Set(this.#view?.flags.map(({ category }) => category))];
    const search = h('input', {
      attributes: { type: 'search', placeholder: 'Search flags', 'aria-label': 'Search flags' },
    });
    search.value = this.#filters.search;
    search.addEventListener('input', () => this.#filter({ search: search.value }));
    const choose = (label: string, options: readonly string[], name: 'category' | 'env' | 'state') => {
      const element = select(
        [['', label], ...options.map((one) => [one, one] as const)],
        this.#filters[name],
        (value) => this.#filter({ [name]: value }),
      );
      element.setAttribute('aria-label', label);
      element.dataset.filter = name;
      return element;
    };
    fill(
      this.#bar,
      search,
      choose('All categories', categories, 'category'),
      choose('All environments', ENVIRONMENTS, 'env'),
      choose('All states', STATES, 'state'),
    );
  }

  #filter(change: Partial<Filters>): void {
    this.#filters = { ...this.#filters, ...change };
    const states = this.#bar.querySelector<HTMLSelectElement>('[data-filter=state]');
    if (states && 'state' in change)
      states.value = STATES.some((one) => one === change.state) ? (change.state ?? '') : '';
    this.#draw(true);
  }

  #nothing(): HTMLElement {
    const clear = () => {
      this.#filters = NO_FILTERS;
      this.#drawFilters();
      this.#draw(true);
    };
    return h('div', { class: 'nothing' }, 'No flag matches. ', button('Clear filters', clear));
  }

  #row(flag: FlagView, isNew: boolean): HTMLElement {
    const open = () => this.#editor.open(flag);
    const cell = (name: string, ...children: (HTMLElement | string | null)[]) =>
      h('div', { class: `cell ${name}`, attributes: { role: 'cell' } }, ...children);
    const name = h('button', { class: 'link mono', attributes: { type: 'button' }, on: { click: open } }, flag.key);
    const overrides = flag.overrides?.length
      ? h('span', { class: 'badge' }, `${flag.overrides.length} overrides`)
      : null;
    return h(
      'div',
      { class: `row${isNew ? ' new' : ''}`, attributes: { role: 'row' } },
      cell(
        'key',
        h('div', { class: 'name' }, name, criticalBadge(flag)),
        h('span', { class: 'hint' }, flag.description),
      ),
      cell('category', h('span', { class: 'badge' }, flag.category)),
      cell('env', h('span', { class: `badge env-${flag.env}` }, flag.env)),
      cell('state', statePill(flag.state)),
      cell('share', flag.killSwitchOnly ? h('span', { class: 'hint' }, 'everybody') : rolloutBar(flag)),
      cell('rules', ...rulesOf(flag).map((rule) => h('span', { class: 'badge' }, rule)), overrides),
      cell(
        'when',
        flag.version > 0
          ? h(
              'span',
              { class: 'hint', title: moment(flag.lastUpdatedAt) },
              `${flag.lastUpdatedBy}, ${ago(flag.lastUpdatedAt)}`,
            )
          : null,
      ),
      cell(
        'act',
        toggle(flag, () => void this.#changes.toggle(flag)),
        button('Edit', open, 'plain', { 'aria-label': `Edit ${flag.key}` }),
      ),
    );
  }
}

const HEAD = (): HTMLElement =>
  h(
    'div',
    { class: 'row head', attributes: { role: 'row' } },
    ...['Flag', 'Category', 'Promoted to', 'State', 'Roll-out', 'Targeting', 'Last change', ''].map((name) =>
      h('div', { class: 'cell', attributes: { role: 'columnheader' } }, name),
    ),
  );
