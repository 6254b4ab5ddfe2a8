import { fill, h } from '../dom.ts';
import { ms, percent, words } from '../format.ts';

const REFRESH_MS = 10_000;

/** A page that reads something now and then while it is looked at. */
export class Panel {
  readonly element: HTMLElement;
  readonly #load: () => Promise<readonly (HTMLElement | null)[]>;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(load: () => Promise<readonly (HTMLElement | null)[]>) {
    this.element = h('section', { class: 'panel' }, 'Loading …');
    this.#load = load;
  }

  show(): void {
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  hide(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    try {
      fill(this.element, ...(await this.#load()));
    } catch (error) {
      fill(this.element, h('div', { class: 'notice bad' }, (error as Error).message));
    }
  }
}

/** A table; on a narrow screen each row becomes a card that names its fields. */
export function dataTable(
  heads: readonly string[],
  rows: readonly (readonly (HTMLElement | string)[])[],
  empty: string,
): HTMLElement {
  if (rows.length === 0) return h('p', { class: 'hint' }, empty);
  return h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', {}, head)))),
    h(
      'tbody',
      {},
      ...rows.map((row) =>
        h('tr', {}, ...row.map((cell, i) => h('td', { attributes: { 'data-label': heads[i] ?? '' } }, cell))),
      ),
    ),
  );
}

/** Figures of an answer, whatever it holds: plain ones together, objects as groups of their own. */
export function figures(data: Readonly<Record<string, unknown>>): HTMLElement {
  const isGroup = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const plain = Object.entries(data).filter(([, value]) => !isGroup(value));
  const lines = plain.map(([name, value]) =>
    h('div', { class: 'figure-line' }, h('span', {}, words(name)), h('strong', {}, shown(name, value))),
  );
  const groups = Object.entries(data).flatMap(([name, value]) =>
    isGroup(value) ? [h('div', { class: 'group' }, h('h3', {}, words(name)), figures(value))] : [],
  );
  return h('div', { class: 'figures' }, lines.length > 0 ? h('div', { class: 'group' }, ...lines) : null, ...groups);
}

function shown(name: string, value: unknown): string {
  if (typeof value !== 'number')
    return value === null ? 'none' : Array.isArray(value) ? String(value.length) : String(value);
  if (/Ms$/.test(name)) return ms(value);
  return /rate|ratio|share/i.test(name) && value <= 1 ? percent(value) : value.toLocaleString('en');
}
