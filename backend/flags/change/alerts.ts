import { enqueueNotification } from '../../notifications/index.ts';
import type { Context } from '../../operations/index.ts';
import type { Notification, Transaction } from '../../ports/index.ts';
import { AUDIT, auditPath } from '../paths.ts';
import { type AuditEntry, asDocument } from './audit.ts';
import { SUSPICION, type Suspicion, suspicionsOf } from './suspicion.ts';

/** The suspicions that new entries of one flag raise, with those of the last ten minutes. */
export async function readSuspicions(tx: Transaction, entries: readonly AuditEntry[]): Promise<Suspicion[]> {
  const last = entries.at(-1);
  if (last === undefined) return [];
  const { flag, changedBy, changedAt } = last;
  const since = changedAt - SUSPICION.windowMs;
  const ofFlag = await tx.query<AuditEntry>({
    collection: auditPath(flag),
    where: [['changedAt', '>', since]],
    orderBy: [['changedAt', 'asc']],
  });
  const byOperator = await tx.query<AuditEntry>({
    collection: AUDIT,
    group: true,
    where: [
      ['changedBy', '==', changedBy],
      ['changedAt', '>', since],
    ],
    orderBy: [['changedAt', 'asc']],
    limit: SUSPICION.maxChanges,
  });
  return suspicionsOf(flag, changedBy, [...ofFlag.map(({ data }) => data), ...entries], byOperator.length + 1);
}

/** One alert for a subject and a stretch of ten minutes, however many more changes follow in it. */
const alertPath = ({ type, subject }: Suspicion, { changedAt }: AuditEntry): string =>
  `securityAlerts/${type}:${subject.kind}:${subject.id}:${Math.floor(changedAt / SUSPICION.windowMs)}`;

/** Which of the suspicions have been reported already. */
export async function readReported(
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
  entries: readonly AuditEntry[],
  suspicions: readonly Suspicion[],
  reported: ReadonlySet<string>,
): void {
  for (const entry of entries) if (entry.critical) writeCriticalAlert(ctx, tx, entry);
  const last = entries.at(-1);
  if (last === undefined) return;
  for (const suspicion of suspicions) {
    const path = alertPath(suspicion, last);
    if (!reported.has(path)) writeSecurityAlert(ctx, tx, last, suspicion, path);
  }
}

const stateOf = ({ settings }: AuditEntry['before']): string => settings?.state ?? 'deleted';

function writeCriticalAlert(ctx: Context, tx: Transaction, entry: AuditEntry): void {
  const { flag, version, action, changedBy, changedAt, reason } = entry;
  const title = `Critical feature changed: ${flag} is ${stateOf(entry.after)} (was ${stateOf(entry.before)})`;
  const body = `${action} by ${changedBy}: ${reason}`;
  const alertId = `flag:${flag}:v${version}`;
  // The watchdog's form of an alert, so that operators see and resolve all alerts alike.
  tx.create(`alerts/${alertId}`, {
    alertId,
    service: 'flags',
    metric: 'critical_feature_changed',
    severity: 'critical',
    status: 'active',
    threshold: 0,
    value: version,
    openedAt: changedAt,
    escalatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    resolution: null,
    title,
    message: body,
    flag,
    changedBy,
  });
  notify(ctx, tx, { key: `flag:${flag}:v${version}`, severity: 'critical', title, body });
}

const WHAT = {
  RAPID_FLAG_CHANGES: 'changes',
  FLAG_TOGGLE_CYCLE: 'toggle cycles',
  FLAG_EDITED_IN_STORE: 'edits around change control',
} as const;

function writeSecurityAlert(
  ctx: Context,
  tx: Transaction,
  entry: AuditEntry,
  suspicion: Suspicion,
  path: string,
): void {
  const { type, subject, count } = suspicion;
  const title = `Suspicious flag changes: ${count} ${WHAT[type]} of ${subject.kind} ${subject.id} in 10 minutes`;
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
