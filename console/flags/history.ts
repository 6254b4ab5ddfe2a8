import type { FlagHistoryEntry, FlagHistoryPage } from '../../lib/api/index.ts';
import type { Api } from '../api.ts';
import { button, fill, h } from '../dom.ts';
import { ago, moment, words } from '../format.ts';
import { differenceTable } from './confirm.ts';
import { differences } from './model.ts';

/** The changes of a flag, newest first, a page at a time. */
export function historyPanel(api: Api, key: string): HTMLElement {
  const entries = h('ol', { class: 'history' });
  const more = h('div', { class: 'buttons' });
  async function load(cursor?: string): Promise<void> {
    fill(more, 'Loading …');
    try {
      const query = new URLSearchParams({ limit: '20', ...(cursor && { cursor }) });
      const page = await api.get<FlagHistoryPage>(`/api/flags/${encodeURIComponent(key)}/history?${query}`);
      entries.append(...page.entries.map(entryItem));
      const { nextCursor } = page;
      const isEmpty = entries.children.length === 0;
      fill(more, isEmpty ? 'Never changed.' : null, nextCursor ? button('Older', () => void load(nextCursor)) : null);
    } catch (error) {
      fill(more, (error as Error).message);
    }
  }
  void load();
  return h('div', {}, entries, more);
}

function entryItem(entry: FlagHistoryEntry): HTMLElement {
  const { version, action, before, after, tenant, changedBy, changedAt, reason, ip, userAgent } = entry;
  const changes = differences(before.settings, after.settings);
  const overrideOf = (one: typeof after.override) =>
    one ? `${one.state}${one.expiresAt ? ` until ${moment(one.expiresAt)}` : ''}` : 'none';
  if (tenant !== null)
    changes.push({
      field: `override of ${tenant}`,
      before: overrideOf(before.override),
      after: overrideOf(after.override),
    });
  return h(
    'li',
    { class: `entry action-${action}` },
    h(
      'div',
      { class: 'entry-head' },
      h('strong', {}, words(action)),
      h('span', { class: 'badge' }, `v${version}`),
      h('time', { class: 'hint', title: moment(changedAt) }, ago(changedAt)),
    ),
    h('p', { class: 'quote' }, reason),
    changes.length > 0 ? differenceTable(changes) : null,
    h('p', { class: 'hint', title: userAgent }, `${changedBy}${ip ? ` from ${ip}` : ''} · ${moment(changedAt)}`),
  );
}
