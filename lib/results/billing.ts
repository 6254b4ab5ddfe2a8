/** What Firestore would bill for one operation of the backend, attributed to a feature. */
export interface BilledOperations {
  readonly feature: string;
  /** Operation, webhook, job or recurring task that touched the store. */
  readonly operation: string;
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
}

/** `billing.json`, which is also the answer of `GET /admin/billing`: counts since the backend started (seeding apart). */
export interface BillingCounts {
  readonly schemaVersion: 1;
  readonly rows: readonly BilledOperations[];
  /** What the backend process itself used, where the target can tell. */
  readonly process?: {
    /** CPU time over all cores, in seconds, during the load. */
    readonly cpuSeconds?: number;
    /** Bytes that the stored documents take. */
    readonly storedBytes?: number;
  };
}
