import type { OperationError } from '../../lib/wire/index.ts';
import type { Context, SystemContext } from './context.ts';
import type { Operation } from './define.ts';
import type { JobHandler, RecurringJob } from './jobs.ts';
import type { MetricFamily } from './metrics.ts';
import type { Route } from './routes.ts';
import type { Stage } from './stages.ts';

/** A call that got nowhere: bad or missing token, missing claim, faulty input. */
export interface Refusal {
  /** Operation name, or method and path template of a route (`PUT /api/flags/:name`). */
  readonly target: string;
  /** The operation's input as it came, or the route's request. */
  readonly data: unknown;
  readonly error: OperationError;
}

/** What one domain folder brings to the backend; its `index.ts` exports a function that makes it from its configuration. */
export interface Module {
  readonly name: string;
  readonly operations?: readonly Operation[];
  readonly routes?: readonly Route[];
  readonly stages?: readonly Stage[];
  readonly jobs?: readonly JobHandler[];
  readonly recurring?: readonly RecurringJob[];
  /** What `/metrics` says of the folder. */
  readonly metrics?: readonly MetricFamily[];
  /** Hears of calls to its operations and routes that were refused before their handler ran, for audits. Its own errors change nothing. */
  readonly refused?: (ctx: Context, refusal: Refusal) => Promise<void>;
  /** Called once while the backend is made, before any call: listens, prepares. */
  readonly start?: (ctx: SystemContext) => void;
  /** Called once when the host drains: stops listening, writes what is held in memory. */
  readonly close?: () => Promise<void>;
}
