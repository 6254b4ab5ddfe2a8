import { fill, h } from './dom.ts';

/** Asks for a token; `use` refuses it by throwing. */
export function signInForm(use: (token: string) => Promise<void>, problem?: string): HTMLElement {
  const input = h('textarea', {
    class: 'mono',
    attributes: {
      rows: '4',
      required: true,
      spellcheck: 'false',
      autocomplete: 'off',
      placeholder: 'eyJhbGciOi…',
      'aria-label': 'Admin token',
    },
  });
  const said = h('p', { class: 'problem', attributes: { role: 'alert' } }, problem);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    fill(said);
    try {
      await use(input.value.trim());
    } catch (error) {
      fill(said, (error as Error).message);
    }
  };
  return h(
    'form',
    { class: 'sign-in', on: { submit: (event) => void submit(event as SubmitEvent) } },
    h('strong', { class: 'brand' }, 'loadgate'),
    h('h1', {}, 'Operators’ console'),
    h(
      'label',
      { class: 'field' },
      h('span', { class: 'label' }, 'Admin token'),
      input,
      h('span', { class: 'hint' }, 'loadgate serve prints one. It stays in this tab only.'),
    ),
    said,
    h('button', { class: 'button primary', attributes: { type: 'submit' } }, 'Sign in'),
  );
}
