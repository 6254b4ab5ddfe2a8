import type { Clock, Logger, Random, Scheduler, Store } from '../ports/index.ts';

/** Who calls, as the verified token says. */
export interface Caller {
  readonly uid: string;
  readonly admin: boolean;
  readonly superAdmin: boolean;
  /** Targeting attributes of flags. */
  readonly country?: string;
  readonly platform?: string;
  readonly tenant?: string;
  readonly vip?: boolean;
  readonly royal?: boolean;
  readonly creator?: boolean;
  readonly verified?: boolean;
}

/** Where the call came from, for audits. */
export interface RequestOrigin {
  readonly ip: string;
  readonly userAgent: string;
}

/**
 * What a handler works with. `store` is metered under the operation's feature. Plain functions of the domain folders take
 * a `Context` (or the part of it that they need) as their first argument.
 */
export interface Context {
  readonly caller: Caller | null;
  readonly origin: RequestOrigin;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** How the feature is to behave: `degraded` is set by safe rollback, `shadow` by the flag's state. */
  readonly mode: 'normal' | 'degraded' | 'shadow';
  /** The version of the feature that serves this call, where safe rollback manages it. */
  readonly release?: { readonly feature: string; readonly version: string };
}

/** A context without a request: scheduled jobs, webhooks, start-up. */
export type SystemContext = Omit<Context, 'caller' | 'origin' | 'mode' | 'release'>;
