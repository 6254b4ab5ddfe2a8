import { enqueueNotification } from '../../notifications/index.ts';
import type { Context } from '../../operations/index.ts';
import type { Notification, Transaction } from '../../ports/index.ts';
import { AUDIT, auditPath } from '../paths.ts';
import { type AuditEntry, asDocument } from './audit.ts';
import { SUSPICION, type Suspicion, suspicionsOf } from './suspicion.ts';

/** The suspicions that a change raises, the change itself counted in. */
export async function readRecentChanges(tx: Transaction, entry: AuditEntry): Promise<Suspicion[]> {
  const since = entry.changedAt - SUSPICION.windowMs;
  const ofFlag = await tx.query<AuditEntry>({
    collection: auditPath(entry.flag),
    where: [['changedAt', '>', since]],
    orderBy: [['changedAt', 'asc']],
  });
  const byOperator = await tx.query<AuditEntry>({
    collection: AUDIT,
    group: true,
    where: [
      ['changedBy', '==', entry.changedBy],
      ['changedAt', '>', since],
    ],
    orderBy: [['changedAt', 'asc']],
    limit: SUSPICION.maxChanges,
  });
  return suspicionsOf(entry.flag, entry.changedBy, [...ofFlag.map(({ data }) => data), entry], byOperator.length + 1);
}

/** One alert for a subject and a stretch of ten minutes, however many more changes follow in it. */
const alertPath = ({ type, subject }: Suspicion, { changedAt }: AuditEntry): string =>
  `securityAlerts/${type}:${subject.kind}:${subject.id}:${Math.floor(changedAt / SUSPICION.windowMs)}`;

/** Which of the suspicions have been reported already. */
export async function readEarlierAlerts(
  tx: Transaction,
  entry: AuditEntry,
  suspicions: readonly Suspicion[],
): Promise<ReadonlySet<string>> {
  const docs = await tx.getAll(suspicions.map((suspicion) => alertPath(suspicion, entry)));
  return new Set(docs.flatMap((doc) => doc?.path ?? []));
}

/** Alerts and their notifications, in the change's own transaction: they go out exactly if it is committed. */
export function writeAlerts(
  ctx: Context,
  tx: Transaction,
  entry: AuditEntry,
  suspicions: readonly Suspicion[],
  reported: ReadonlySet<string>,
): void {
  if (entry.critical) writeCriticalAlert(ctx, tx, entry);
  for (const suspicion of suspicions) {
    const path = alertPath(suspicion, entry);
    if (!reported.has(path)) writeSecurityAlert(ctx, tx, entry, suspicion, path);
  }
}

const stateOf = ({ settings }: AuditEntry['before']): string => settings?.state ?? 'deleted';

function writeCriticalAlert(ctx: Context, tx: Transaction, entry: AuditEntry): void {
  const { flag, version, action, changedBy, changedAt, reason } = entry;
  const title = `Critical feature changed: ${flag} is ${stateOf(entry.after)} (was ${stateOf(entry.before)})`;
  const body = `${action} by ${changedBy}: ${reason}`;
  tx.create(`alerts/flag:${flag}:v${version}`, {
    type: 'CRITICAL_FEATURE_CHANGED',
    severity: 'critical',
    source: 'flags',
    title,
    message: body,
    flag,
    changedBy,
    at: changedAt,
    status: 'open',
  });
  notify(ctx, tx, { key: `flag:${flag}:v${version}`, severity: 'critical', title, body });
}

function writeSecurityAlert(
  ctx: Context,
  tx: Transaction,
  entry: AuditEntry,
  suspicion: Suspicion,
  path: string,
): void {
  const { type, subject, count } = suspicion;
  const what = type === 'FLAG_TOGGLE_CYCLE' ? 'toggle cycles' : 'changes';
  const title = `Suspicious flag changes: ${count} ${what} of ${subject.kind} ${subject.id} in 10 minutes`;
  tx.create(path, {
    ...asDocument(suspicion),
    severity: 'critical',
    source: 'flags',
    title,
    flag: entry.flag,
    changedBy: entry.changedBy,
    at: entry.changedAt,
    status: 'open',
  });
  const key = `security:${type}:${subject.kind}:${subject.id.slice(0, 60)}:${Math.floor(entry.changedAt / SUSPICION.windowMs)}`;
  const body = `The last one: ${entry.flag} to ${stateOf(entry.after)} by ${entry.changedBy}: ${entry.reason}`;
  notify(ctx, tx, { key, severity: 'critical', title, body });
}

const notify = (ctx: Context, tx: Transaction, notification: Omit<Notification, 'source'>): void =>
  enqueueNotification(ctx, tx, { ...notification, source: 'flags' });
