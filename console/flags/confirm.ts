import type { FlagView } from '../../lib/api/index.ts';
import { button, field, fill, h } from '../dom.ts';
import { words } from '../format.ts';
import type { Difference } from './model.ts';

export interface ChangeQuestion {
  readonly flag: FlagView;
  readonly title: string;
  /** What it means for users. */
  readonly effect?: string;
  readonly differences?: readonly Difference[];
  /** Text of the button that does it. */
  readonly action: string;
  readonly danger?: boolean;
  /** Carries it out; what it throws is shown, and the question stays. */
  readonly submit: (reason: string, confirm: string | undefined) => Promise<void>;
}

/** Asks why; for a critical feature a second step asks for the exact key. Resolves true when it was done, false when it was given up. */
export function askForChange(question: ChangeQuestion): Promise<boolean> {
  const { flag, title, effect, differences = [], action, danger = false, submit } = question;
  const dialog = h('dialog', { class: 'question', attributes: { 'aria-label': title } });
  const problem = h('p', { class: 'problem', attributes: { role: 'alert' } });
  const reason = h('textarea', {
    attributes: { rows: '2', maxlength: '500', required: true, placeholder: 'What made this necessary?' },
  });
  const kind = danger ? 'danger' : 'primary';
  let done = false;

  async function run(confirm?: string): Promise<void> {
    fill(problem);
    try {
      await submit(reason.value.trim(), confirm);
      done = true;
      dialog.close();
    } catch (error) {
      fill(problem, (error as Error).message);
    }
  }

  function review(): void {
    const next = () => {
      if (reason.value.trim() === '') {
        fill(problem, 'Say why: the reason is part of the audit.');
        reason.focus();
      } else if (flag.critical) typeKey();
      else void run();
    };
    const label = flag.critical ? 'Continue' : action;
    show(
      flag.critical ? 'Step 1 of 2' : null,
      effect ? h('p', {}, effect) : null,
      differences.length > 0 ? differenceTable(differences) : null,
      field('Reason', reason),
      h(
        'div',
        { class: 'buttons' },
        button('Cancel', () => dialog.close()),
        button(label, next, kind),
      ),
    );
    reason.focus();
  }

  function typeKey(): void {
    const input = h('input', {
      class: 'mono',
      attributes: { autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Exact key' },
    });
    const act = button(action, () => void run(input.value), kind, { disabled: true });
    input.addEventListener('input', () => {
      act.disabled = input.value !== flag.key;
    });
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !act.disabled) void run(input.value);
    });
    show(
      'Step 2 of 2',
      h('p', {}, h('strong', { class: 'mono' }, flag.key), ' is critical. Type its exact key to confirm.'),
      field('Exact key', input),
      h('div', { class: 'buttons' }, button('Back', review), act),
    );
    input.focus();
  }

  function show(step: string | null, ...body: (HTMLElement | null)[]): void {
    fill(
      dialog,
      h('header', {}, h('h2', {}, title), step ? h('span', { class: 'hint' }, step) : null),
      ...body,
      problem,
    );
  }

  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(done);
    });
    document.body.append(dialog);
    review();
    dialog.showModal();
    reason.focus();
  });
}

export const differenceTable = (differences: readonly Difference[]): HTMLElement =>
  h(
    'dl',
    { class: 'differences' },
    ...differences.flatMap(({ field: name, before, after }) => [
      h('dt', {}, words(name)),
      h('dd', {}, h('del', {}, before), ' → ', h('ins', {}, after)),
    ]),
  );
