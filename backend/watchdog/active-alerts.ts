import { OperationError } from '../../lib/wire/index.ts';
import type { SystemContext } from '../operations/index.ts';
import { ALERTS, type AlertDoc, alertPath, close, type OpenAlerts } from './alerts.ts';
import { healthPath } from './watchdog.ts';

/** Alerts that nobody and nothing has resolved, the newest first, at most 100. */
export async function getActiveAlerts({ store }: Pick<SystemContext, 'store'>): Promise<AlertDoc[]> {
  const docs = await store.query<AlertDoc>({
    collection: ALERTS,
    where: [['status', '==', 'active']],
    orderBy: [['openedAt', 'desc']],
    limit: 100,
  });
  return docs.map(({ data }) => data);
}

/**
 * An operator resolves an alert. Its cause may still be there: no new alert is opened then until the service was healthy in between, or it
 * becomes critical. Resolving twice changes nothing. @throws OperationError `not-found`
 */
export async function resolveAlert(
  ctx: Pick<SystemContext, 'store' | 'clock' | 'scheduler'>,
  alertId: string,
  adminId: string,
  resolution: string,
): Promise<AlertDoc> {
  return ctx.store.transaction(async (tx) => {
    const alert = (await tx.get<AlertDoc>(alertPath(alertId)))?.data;
    if (!alert) throw new OperationError('not-found', `there is no alert "${alertId}"`);
    if (alert.status === 'resolved') return alert;
    const path = healthPath(alert.service);
    const openAlerts = (await tx.get<{ openAlerts: OpenAlerts }>(path))?.data.openAlerts ?? {};
    const open = openAlerts[alert.metric];
    if (open?.alertId === alertId)
      tx.update(path, { openAlerts: { ...openAlerts, [alert.metric]: { ...open, silenced: true } } });
    close(tx, ctx, alertId, adminId, resolution);
    return { ...alert, status: 'resolved', resolvedAt: ctx.clock.now(), resolvedBy: adminId, resolution };
  });
}
