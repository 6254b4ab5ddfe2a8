import type { IndexField, IndexSpec } from './query-index.ts';

/**
 * Every query shape of the backend, by collection: fields compared for equality first (`contains` for members of an array), then those of
 * `orderBy`. Adapters refuse a query that none of them serves; the embedded store keeps them as SQLite indexes, and Firestore's
 * `firestore.indexes.json` is written from them.
 */
const SHAPES: Readonly<Record<string, readonly (readonly IndexField[])[]>> = {
  alerts: [
    [
      ['status', 'asc'],
      ['openedAt', 'desc'],
    ],
  ],
  analyticsBatches: [
    [
      ['shard', 'asc'],
      ['accepted', 'asc'],
    ],
  ],
  audit: [[['version', 'desc']], [['changedAt', 'asc']]],
  auditLogs: [
    [
      ['flag', 'asc'],
      ['at', 'desc'],
    ],
    [
      ['type', 'asc'],
      ['at', 'desc'],
    ],
  ],
  deadJobs: [[['diedAt', 'desc']]],
  events: [
    [
      ['status', 'asc'],
      ['disputedAt', 'desc'],
    ],
  ],
  featureErrors: [
    [
      ['feature', 'asc'],
      ['timestamp', 'desc'],
    ],
  ],
  featureVersions: [
    [
      ['feature', 'asc'],
      ['deployedAt', 'desc'],
    ],
  ],
  rollbackHistory: [
    [
      ['feature', 'asc'],
      ['at', 'desc'],
    ],
    [
      ['action', 'asc'],
      ['at', 'asc'],
    ],
  ],
  ledger: [
    [
      ['accounts', 'contains'],
      ['at', 'desc'],
    ],
  ],
  messages: [[['at', 'desc']]],
  notificationDeliveries: [
    [['key', 'asc']],
    [
      ['state', 'asc'],
      ['at', 'desc'],
    ],
  ],
  notifications: [[['at', 'desc']]],
  paymentAudit: [
    [
      ['transactionId', 'asc'],
      ['number', 'asc'],
    ],
  ],
  pendingTransactions: [
    [['createdAt', 'asc']],
    [['nextRetryAt', 'asc']],
    [['status', 'asc']],
    [
      ['provider', 'asc'],
      ['status', 'asc'],
    ],
    [
      ['status', 'asc'],
      ['createdAt', 'asc'],
    ],
  ],
  rateLimits: [[['expiresAt', 'asc']]],
  rateLimitViolations: [
    [['at', 'asc']],
    [['at', 'desc']],
    [
      ['userId', 'asc'],
      ['at', 'desc'],
    ],
  ],
  scheduledJobs: [
    [['shard', 'asc']],
    [
      ['shard', 'asc'],
      ['runAt', 'asc'],
    ],
    [
      ['shard', 'asc'],
      ['leaseOwner', 'asc'],
    ],
  ],
  scheduledRecoveryAttempts: [[['sessionId', 'asc']], [['dueAt', 'asc']]],
  serviceHeartbeats: [[['lastHeartbeatAt', 'desc']], [['lastHeartbeatAt', 'asc']]],
  sessionPresence: [
    [['seenAt', 'asc']],
    [
      ['uid', 'asc'],
      ['seenAt', 'desc'],
    ],
  ],
  sessions: [
    [['graceEndsAt', 'asc']],
    [
      ['status', 'asc'],
      ['endsAt', 'asc'],
    ],
  ],
  supportTickets: [
    [
      ['status', 'asc'],
      ['at', 'desc'],
    ],
  ],
  unmatchedPayments: [[['at', 'desc']]],
  tickets: [
    [['status', 'asc']],
    [
      ['status', 'asc'],
      ['round', 'asc'],
    ],
  ],
  users: [
    [['popularity', 'desc']],
    [
      ['searchTokens', 'contains'],
      ['popularity', 'desc'],
    ],
  ],
};

/** The same for queries over every collection of one id. */
const GROUP_SHAPES: typeof SHAPES = {
  audit: [
    [['changedAt', 'asc']],
    [
      ['action', 'asc'],
      ['changedAt', 'asc'],
    ],
    [
      ['changedBy', 'asc'],
      ['changedAt', 'asc'],
    ],
  ],
  checkIns: [[['success', 'asc']]],
  tickets: [[['status', 'asc']]],
};

export const INDEXES: readonly IndexSpec[] = [
  ...Object.entries(SHAPES).flatMap(([collection, shapes]) => shapes.map((fields) => ({ collection, fields }))),
  ...Object.entries(GROUP_SHAPES).flatMap(([collection, shapes]) =>
    shapes.map((fields) => ({ collection, group: true as const, fields })),
  ),
];
