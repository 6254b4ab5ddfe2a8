/** What one hardening system of pack 353 did during the run; a figure that has no meaning for a system is absent. */
export interface HardeningRow {
  readonly system: string;
  readonly accepted?: number;
  /** Refused by design: rate limits, disabled features. */
  readonly refused?: number;
  readonly failed?: number;
  readonly recovered?: number;
  readonly refunded?: number;
  readonly escalated?: number;
}

/** `final-state.json`: counts and sums read back from the backend after settling. Other keys are for other readers. */
export interface FinalState {
  readonly schemaVersion: 1;
  readonly hardening?: readonly HardeningRow[];
  /** The whole ledger, added up. */
  readonly ledger?: {
    readonly entries: number;
    /** Over all postings: 0 unless tokens came from nowhere. */
    readonly sum: number;
    /** Movements whose own postings do not sum to 0. */
    readonly unbalanced: number;
    readonly wallets: { readonly count: number; readonly total: number; readonly negative: number };
    /** Wallets whose balance is not the sum of their postings. */
    readonly mismatches: number;
  };
  readonly events?: {
    /** Sum of the backend's event counters. */
    readonly counted: number;
    /** Different event ids that the backend stored, where it keeps them. */
    readonly distinct?: number;
  };
}
