import type { FlagView } from '../../lib/api/index.ts';
import type { Api } from '../api.ts';
import { button, fill, h } from '../dom.ts';
import { ago, moment } from '../format.ts';
import type { Changes } from './changes.ts';
import { historyPanel } from './history.ts';
import { overridesPanel } from './overrides.ts';
import { criticalBadge, statePill } from './pieces.ts';
import { settingsForm } from './settings-form.ts';

const TABS = ['Settings', 'Overrides', 'History'] as const;
type Tab = (typeof TABS)[number];

/** One flag, opened at the side: settings, overrides, history. It follows the flag while it is open. */
export class Editor {
  readonly #api: Api;
  readonly #changes: Changes;
  readonly #dialog = h('dialog', { class: 'drawer' });
  #tab: Tab = 'Settings';
  #shown: FlagView | null = null;

  constructor(api: Api, changes: Changes) {
    this.#api = api;
    this.#changes = changes;
    this.#dialog.addEventListener('close', () => {
      // Told with the next frame only: another flag may be open by then.
      if (this.#dialog.open) return;
      this.#shown = null;
      this.#dialog.remove();
    });
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
  }

  open(flag: FlagView): void {
    this.#tab = 'Settings';
    document.body.append(this.#dialog);
    this.#show(flag);
    this.#dialog.showModal();
  }

  /** Newer flags have come. What somebody is typing is not taken away: a newer version is only said. */
  refresh(flags: readonly FlagView[], isOwnChange: boolean): void {
    const shown = this.#shown;
    const now = shown && flags.find(({ key }) => key === shown.key);
    if (!shown || !now || now.version === shown.version) return;
    if (isOwnChange || this.#tab !== 'Settings') this.#show(now);
    else this.#sayNewer(now);
  }

  #show(flag: FlagView): void {
    this.#shown = flag;
    this.#dialog.setAttribute('aria-label', flag.key);
    const tabs = TABS.map((tab) =>
      h(
        'button',
        {
          class: 'tab',
          attributes: { type: 'button', role: 'tab', 'aria-selected': String(tab === this.#tab) },
          on: {
            click: () => {
              this.#tab = tab;
              this.#show(flag);
            },
          },
        },
        tab === 'Overrides' && flag.overrides?.length ? `Overrides (${flag.overrides.length})` : tab,
      ),
    );
    fill(
      this.#dialog,
      h(
        'div',
        { class: 'drawer-body' },
        h(
          'header',
          {},
          h('h2', { class: 'mono' }, flag.key),
          criticalBadge(flag),
          statePill(flag.state),
          button('Close', () => this.#dialog.close(), 'plain', { class: 'button plain close' }),
        ),
        h('p', { class: 'lead' }, flag.description),
        h('p', { class: 'hint' }, ...provenance(flag)),
        h('div', { class: 'notice', id: 'newer' }),
        h('div', { class: 'actions' }, ...this.#actions(flag)),
        h('div', { class: 'tabs', attributes: { role: 'tablist' } }, ...tabs),
        this.#panel(flag),
      ),
    );
  }

  #actions(flag: FlagView): HTMLElement[] {
    const rollback = button('Roll back', () => void this.#changes.rollback(flag), 'plain', {
      disabled: flag.version === 0,
    });
    if (flag.state === 'kill') return [rollback];
    return [button('Kill', () => void this.#changes.kill(flag), 'danger'), rollback];
  }

  #panel(flag: FlagView): HTMLElement {
    if (this.#tab === 'History') return historyPanel(this.#api, flag.key);
    if (this.#tab === 'Overrides') return overridesPanel(flag, this.#changes);
    return settingsForm(flag, (settings) => void this.#changes.update(flag, settings));
  }

  #sayNewer(flag: FlagView): void {
    const notice = this.#dialog.querySelector('#newer');
    if (!notice) return;
    fill(
      notice,
      `Changed meanwhile by ${flag.lastUpdatedBy} (version ${flag.version}). `,
      button('Show it', () => this.#show(flag)),
    );
  }
}

function provenance(flag: FlagView): (HTMLElement | string)[] {
  if (flag.version === 0) return ['As the registry has it; never changed.'];
  const when = h('time', { title: moment(flag.lastUpdatedAt) }, ago(flag.lastUpdatedAt));
  return [`Version ${flag.version}, changed by ${flag.lastUpdatedBy} `, when, '.'];
}
