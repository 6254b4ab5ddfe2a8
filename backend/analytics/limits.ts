const DAY_MS = 24 * 60 * 60_000;

export const ANALYTICS = {
  maxBatch: 500,
  /** Characters of JSON that a batch may take in the store, whose documents hold 1 MiB. */
  maxPayload: 600_000,
  maxProps: 20,
  maxText: 200,
  /** Days for which events are remembered, and beyond which they are refused: what cannot be recognised is never counted. */
  rememberedDays: 7,
  /** How far a client's clock may be ahead, in ms. */
  maxAhead: 10 * 60_000,
  /** Events that are remembered of one user. */
  maxRemembered: 40_000,
  /** Users are spread over this many shards, in which the run can compare what was acknowledged with what was counted. */
  shards: 16,
  dayMs: DAY_MS,
} as const;
