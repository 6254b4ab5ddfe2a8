import type { Api } from '../api.ts';
import { h } from '../dom.ts';
import { count } from '../format.ts';
import { dataTable, Panel } from './panel.ts';

interface Billing {
  readonly rows: readonly {
    readonly feature: string;
    readonly reads: number;
    readonly writes: number;
    readonly deletes: number;
  }[];
}

/** What Firestore would have billed since the backend started, by feature, the dearest first. */
export const usagePanel = (api: Api): Panel =>
  new Panel(async () => {
    const { rows } = await api.get<Billing>('/admin/billing');
    const sums = new Map<string, { reads: number; writes: number; deletes: number }>();
    for (const { feature, reads, writes, deletes } of rows) {
      const sum = sums.get(feature) ?? { reads: 0, writes: 0, deletes: 0 };
      sums.set(feature, { reads: sum.reads + reads, writes: sum.writes + writes, deletes: sum.deletes + deletes });
    }
    const all = [...sums].sort(([, a], [, b]) => b.reads + b.writes * 3 - (a.reads + a.writes * 3));
    return [
      h('h2', {}, 'Billed operations'),
      h('p', { class: 'hint' }, 'Counted as Firestore bills them, since the backend started.'),
      dataTable(
        ['Feature', 'Reads', 'Writes', 'Deletes'],
        all.map(([feature, { reads, writes, deletes }]) => [feature, count(reads), count(writes), count(deletes)]),
        'Nothing yet.',
      ),
    ];
  });
