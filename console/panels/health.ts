import type { Api } from '../api.ts';
import { button, h, toast } from '../dom.ts';
import { ago, count, ms, percent, words } from '../format.ts';
import { dataTable, Panel } from './panel.ts';

interface Health {
  readonly service: string;
  readonly status: string;
  readonly checkedAt?: number;
  readonly stats?: {
    readonly operations: number;
    readonly errors: number;
    readonly p95: number;
    readonly lastError: string | null;
  };
}

interface Alert {
  readonly alertId: string;
  readonly service: string;
  readonly metric: string;
  readonly severity: string;
  readonly openedAt: number;
  readonly title?: string;
  readonly message?: string;
}

/** The watchdog's view of each service, and the alerts that are open. */
export function healthPanel(api: Api): Panel {
  const panel: Panel = new Panel(async () => {
    const [{ services }, { alerts }] = await Promise.all([
      api.call<{ services: readonly Health[] }>('getAllServicesHealth'),
      api.call<{ alerts: readonly Alert[] }>('getActiveAlerts'),
    ]);
    return [
      h('h2', {}, `Open alerts (${alerts.length})`),
      ...(alerts.length > 0 ? alerts.map((alert) => alertCard(alert)) : [h('p', { class: 'hint' }, 'None.')]),
      h('h2', {}, 'Services'),
      dataTable(
        ['Service', 'Status', 'Calls', 'Errors', 'p95', 'Last error', 'Checked'],
        services.map(serviceRow),
        'No service was checked yet.',
      ),
    ];
  });

  function alertCard({ alertId, service, metric, severity, openedAt, title, message }: Alert): HTMLElement {
    const resolve = async () => {
      try {
        await api.call('resolveAlert', { alertId, resolution: 'resolved on the console' });
        toast('Alert resolved');
        await panel.refresh();
      } catch (error) {
        toast((error as Error).message, 'bad');
      }
    };
    return h(
      'div',
      { class: `alert ${severity}` },
      h(
        'div',
        {},
        h('strong', {}, title ?? `${words(service)}: ${words(metric)}`),
        h('p', { class: 'hint' }, `${message ? `${message} · ` : ''}${ago(openedAt)}`),
      ),
      button('Resolve', () => void resolve()),
    );
  }
  return panel;
}

const serviceRow = ({ service, status, checkedAt, stats }: Health): (HTMLElement | string)[] => [
  words(service),
  h('span', { class: `pill status-${status}` }, status),
  count(stats?.operations ?? 0),
  stats && stats.operations > 0 ? `${count(stats.errors)} (${percent(stats.errors / stats.operations)})` : '0',
  ms(stats?.p95 ?? 0),
  stats?.lastError ?? '',
  checkedAt === undefined ? '' : ago(checkedAt),
];
