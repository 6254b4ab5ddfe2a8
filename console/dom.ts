/** Elements without markup: every text goes in as text, so that nothing that an operator or a user wrote is ever read as HTML. */
type Child = Node | string | number | null | undefined | false;

interface Properties {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string | boolean | undefined>>;
  readonly on?: Readonly<Partial<{ [E in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[E]) => void }>>;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { class: className, id, title, attributes = {}, on = {} } = properties;
  if (className) element.className = className;
  if (id) element.id = id;
  if (title) element.title = title;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener as EventListener);
  fill(element, ...children);
  return element;
}

/** Replaces what is in an element. */
export function fill(element: Element, ...children: readonly Child[]): void {
  const nodes = children.filter((child) => child !== null && child !== undefined && child !== false);
  element.replaceChildren(...nodes.map((child) => (child instanceof Node ? child : String(child))));
}

/** A button; `kind` is its look. */
export const button = (
  text: string,
  press: () => void,
  kind: 'primary' | 'danger' | 'plain' = 'plain',
  attributes: Properties['attributes'] = {},
): HTMLButtonElement =>
  h('button', { class: `button ${kind}`, attributes: { type: 'button', ...attributes }, on: { click: press } }, text);

/** A labelled control; `hint` says what a value means. */
export const field = (label: string, control: HTMLElement, hint?: string): HTMLElement =>
  h(
    'label',
    { class: 'field' },
    h('span', { class: 'label' }, label),
    control,
    hint ? h('span', { class: 'hint' }, hint) : null,
  );

export function select(
  options: readonly (readonly [value: string, text: string])[],
  value: string,
  changed: (value: string) => void,
) {
  const element = h('select', { on: { change: () => changed(element.value) } });
  fill(
    element,
    ...options.map(([key, text]) => h('option', { attributes: { value: key, selected: key === value } }, text)),
  );
  return element;
}

/** A short message that goes away by itself. */
export function toast(text: string, kind: 'good' | 'bad' = 'good'): void {
  const element = h('div', { class: `toast ${kind}` }, text);
  document.getElementById('toasts')?.append(element);
  setTimeout(() => element.remove(), kind === 'bad' ? 8_000 : 4_000);
}
