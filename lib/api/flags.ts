/** Feature flags as clients, the command line and the console see them. Times are Unix milliseconds, roll-outs percent. */
export type FlagState = 'off' | 'shadow' | 'canary' | 'on' | 'kill';
export type FlagEnvironment = 'dev' | 'staging' | 'prod';

export interface FlagSettingsView {
  readonly state: FlagState;
  readonly env: FlagEnvironment;
  readonly rollout: number;
  readonly rolloutUnit: 'user' | 'tenant';
  /** For operators only. */
  readonly canaryTenants?: readonly string[];
  readonly countries: readonly string[];
  readonly platforms: readonly string[];
  readonly requiresVip: boolean;
  readonly requiresRoyal: boolean;
  readonly requiresCreator: boolean;
  readonly dependencies: readonly string[];
  readonly shadowExecution: string;
  readonly notes: string;
}

export interface FlagOverrideView {
  readonly tenant: string;
  readonly flag: string;
  readonly state: FlagState;
  readonly expiresAt: number | null;
}

export interface FlagView extends FlagSettingsView {
  readonly key: string;
  readonly enabled: boolean;
  readonly version: number;
  readonly lastUpdatedBy: string;
  readonly lastUpdatedAt: number;
  readonly category: string;
  readonly description: string;
  /** Changing it needs its exact key typed. */
  readonly critical: boolean;
  /** Knows on, off and kill only. */
  readonly killSwitchOnly: boolean;
  /** What it is while the store cannot be read. */
  readonly safeDefault: boolean;
  /** For operators only. */
  readonly overrides?: readonly FlagOverrideView[];
}

/** `GET /api/flags`. */
export interface FlagsView {
  readonly flags: readonly FlagView[];
  /** In effect for whoever asks. */
  readonly effective_states: Readonly<Record<string, FlagState>>;
  /** True while safe defaults apply because the store cannot be read. */
  readonly degraded: boolean;
}

/** The answer to every change of a flag over REST. */
export interface FlagChanged {
  readonly changed: boolean;
  readonly flag: FlagView;
  /** By the backend's clock, after the change took effect in its process. */
  readonly acknowledged_at: number;
}

interface FlagSnapshotView {
  readonly settings: FlagSettingsView | null;
  readonly override?: { readonly tenant: string; readonly state: FlagState; readonly expiresAt: number | null } | null;
}

/** One accepted change, in `GET /api/flags/:name/history`. */
export interface FlagHistoryEntry {
  readonly flag: string;
  readonly version: number;
  readonly action: string;
  readonly before: FlagSnapshotView;
  readonly after: FlagSnapshotView;
  readonly tenant: string | null;
  readonly changedBy: string;
  readonly changedAt: number;
  readonly reason: string;
  readonly ip: string;
  readonly userAgent: string;
}

export interface FlagHistoryPage {
  readonly entries: readonly FlagHistoryEntry[];
  readonly nextCursor: string | null;
}

/** What calls under one flag did in the process that answers. Null: never. */
export interface FlagActivity {
  /** Answered by their handler, or refused by it for a reason of the caller's. */
  readonly accepted: number;
  /** Refused because the flag was not enabled. */
  readonly refused: number;
  /** Let through, and failed by a fault of the backend. */
  readonly failed: number;
  /** When the last call that the guard had let through was answered successfully: what propagation is measured to. */
  readonly lastAcceptedAt: number | null;
  readonly lastRefusedAt: number | null;
  /** Of calls that were let through, in ms of the backend's clock. */
  readonly latencyP95Ms: number | null;
}

/** A criterion of a roll-out and what was measured; null: nobody measured it. */
export interface CanaryCriterion {
  readonly metric: string;
  readonly comparison: string;
  readonly value: number;
  readonly measured: number | null;
  readonly holds: boolean | null;
}

/** How far a roll-out is: `getCanaryStatus`. */
export interface CanaryView {
  readonly flag: string;
  readonly phase: string;
  /** Share served now, and how many tenants are named. */
  readonly rollout: number;
  readonly tenants: number;
  readonly since: number;
  readonly next: { readonly name: string; readonly percentage: number; readonly minHours: number } | null;
  readonly verdict: 'advance' | 'hold' | 'roll-back';
  readonly why: string;
  readonly success: readonly CanaryCriterion[];
  readonly rollback: readonly CanaryCriterion[];
  readonly rollbackType: string | null;
  /** What each way back may take, in seconds. */
  readonly rollbackBudgets: Readonly<Record<string, number>>;
}

/** Events of `GET /api/flags/stream`: first `snapshot`, then `change` and `touched`. `at` is the backend's clock. */
export interface FlagStreamEvents {
  readonly snapshot: { readonly at: number; readonly flags: readonly FlagUpdate[] };
  /** Flags that became different for the subscriber. */
  readonly change: { readonly at: number; readonly flags: readonly FlagUpdate[] };
  /** Flags whose settings changed without a difference for him. */
  readonly touched: { readonly at: number; readonly keys: readonly string[] };
}

export interface FlagUpdate {
  readonly key: string;
  readonly enabled: boolean;
  readonly state: FlagState;
  readonly mode: 'normal' | 'degraded' | 'shadow';
  readonly variant: string | null;
  readonly reason: string;
  readonly version: number;
}
