import type { IndexField, IndexSpec } from '../query-index.ts';

/** The parts of `firestore.indexes.json` that are used here. */
export interface IndexFile {
  readonly indexes: readonly CompositeIndex[];
  readonly fieldOverrides: readonly FieldOverride[];
}

interface CompositeIndex {
  readonly collectionGroup: string;
  readonly queryScope: QueryScope;
  readonly fields: readonly ({ readonly fieldPath: string } & IndexMode)[];
}

interface FieldOverride {
  readonly collectionGroup: string;
  readonly fieldPath: string;
  readonly ttl?: true;
  /** Takes the place of what Firestore does by itself: ascending, descending and members of arrays, within one collection. */
  readonly indexes: readonly ({ readonly queryScope: QueryScope } & IndexMode)[];
}

type QueryScope = 'COLLECTION' | 'COLLECTION_GROUP';
type IndexMode = { readonly order: 'ASCENDING' | 'DESCENDING' } | { readonly arrayConfig: 'CONTAINS' };
type SingleIndex = FieldOverride['indexes'][number];

/**
 * Fields that only ever grow, in collections with many writes. Firestore keeps an index on each field of its own accord, and one whose new values
 * all land at its end takes 500 writes a second: so these get no index but those that a query asks for.
 */
const WRITE_HOT: Readonly<Record<string, readonly string[]>> = {
  analyticsBatches: ['at'],
  chats: ['lastAt'],
  checkIns: ['at'],
  featureBlocks: ['firstAt', 'lastAt'],
  featureErrors: ['timestamp'],
  ledger: ['at'],
  matches: ['at'],
  messages: ['at'],
  notificationDeliveries: ['at'],
  notifications: ['at'],
  paymentEvents: ['at'],
  pendingTransactions: ['createdAt', 'updatedAt', 'nextRetryAt', 'confirmedAt'],
  rateLimitViolations: ['at', 'lastAt', 'blockedUntil'],
  rateLimits: ['expiresAt'],
  scheduledJobs: ['runAt', 'dueAt'],
  scheduledRecoveryAttempts: ['dueAt'],
  serviceHeartbeats: ['lastHeartbeatAt', 'lastSuccessAt'],
  sessionPresence: ['seenAt'],
  sessions: ['startedAt', 'activeSince', 'endsAt', 'graceEndsAt', 'settledAt'],
  swipes: ['at'],
  tickets: ['boughtAt'],
  wallets: ['updatedAt'],
};

/** Collections whose documents Firestore deletes by itself once their `expireAt` has passed. */
const EXPIRING = ['featureBlocks', 'paymentEvents'] as const;

const DEFAULT_INDEXES: readonly SingleIndex[] = [
  { order: 'ASCENDING', queryScope: 'COLLECTION' },
  { order: 'DESCENDING', queryScope: 'COLLECTION' },
  { arrayConfig: 'CONTAINS', queryScope: 'COLLECTION' },
];

/** What Firestore has to be told so that it serves exactly these shapes of queries and no field limits the writes. */
export function indexFile(specs: readonly IndexSpec[]): IndexFile {
  const composites = specs.filter(({ fields }) => fields.length > 1);
  return {
    indexes: composites.map(({ collection, group, fields }) => ({
      collectionGroup: collection,
      queryScope: group ? 'COLLECTION_GROUP' : 'COLLECTION',
      fields: fields.map(([fieldPath, kind]) => ({ fieldPath, ...modeOf(kind) })),
    })),
    fieldOverrides: [...singleFields(specs), ...expiries()],
  };
}

function singleFields(specs: readonly IndexSpec[]): FieldOverride[] {
  const overrides = new Map<string, FieldOverride & { indexes: SingleIndex[] }>();
  const overrideOf = (collectionGroup: string, fieldPath: string, indexes: readonly SingleIndex[]) => {
    const key = `${collectionGroup} ${fieldPath}`;
    const override = overrides.get(key) ?? { collectionGroup, fieldPath, indexes: [...indexes] };
    overrides.set(key, override);
    return override;
  };
  for (const [collection, fields] of Object.entries(WRITE_HOT))
    for (const field of fields) overrideOf(collection, field, []);
  for (const { collection, group, fields } of specs) {
    const [field, ...more] = fields;
    if (field === undefined || more.length > 0) continue;
    const isHot = WRITE_HOT[collection]?.includes(field[0]) ?? false;
    // Of its own accord Firestore serves a field within one collection, and none across collections.
    if (!group && !isHot) continue;
    const scope = group ? 'COLLECTION_GROUP' : 'COLLECTION';
    overrideOf(collection, field[0], isHot ? [] : DEFAULT_INDEXES).indexes.push({
      ...modeOf(field[1]),
      queryScope: scope,
    });
  }
  return [...overrides.values()];
}

const expiries = (): FieldOverride[] =>
  EXPIRING.map((collectionGroup) => ({ collectionGroup, fieldPath: 'expireAt', ttl: true, indexes: [] }));

const modeOf = (kind: IndexField[1]): IndexMode =>
  kind === 'contains' ? { arrayConfig: 'CONTAINS' } : { order: kind === 'asc' ? 'ASCENDING' : 'DESCENDING' };
