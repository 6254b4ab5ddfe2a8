import type { OperationName, RequestOf } from '../../lib/api/index.ts';

/** One thing that happens in a simulated run. Everything else follows from these and the seed. */
export type Action =
  | {
      readonly kind: 'call';
      readonly uid: string;
      readonly operation: OperationName;
      readonly data: RequestOf<OperationName>;
    }
  /** An operator changes a flag. */
  | { readonly kind: 'flag'; readonly key: string; readonly to: 'kill' | 'on' | 'off' }
  /** An operator deploys a version of a feature, takes one back, or switches the feature off and on. */
  | {
      readonly kind: 'release';
      readonly feature: string;
      readonly step: 'deploy' | 'rollback' | 'disable' | 'enable';
      readonly version: string;
    }
  /** The clock moves on; jobs that fall due are started. */
  | { readonly kind: 'advance'; readonly ms: number }
  /** Delivers a webhook that waits: the `pick`-th modulo how many wait; it stays waiting where `again` is set. */
  | { readonly kind: 'webhook'; readonly pick: number; readonly again: boolean }
  | { readonly kind: 'forge'; readonly pick: number }
  /** The backend's processes die and others start over what was committed. */
  | { readonly kind: 'crash' };

/** How often the store misbehaves while the schedule runs; shares of its steps. */
export interface Weather {
  readonly errorBefore: number;
  readonly errorAfter: number;
  readonly crash: number;
  readonly provider: 'fair' | 'rough';
}

export interface Schedule {
  readonly seed: number;
  /** Which of the ways in which its steps can interleave; 0 as made from the seed. */
  readonly interleaving: number;
  readonly weather: Weather;
  /** Processes of the backend over the one store. */
  readonly instances: number;
  /** What each user has at the start. */
  readonly tokens: number;
  readonly actions: readonly Action[];
}
