/** The operation table: how a domain folder declares what it offers, and what wraps every call. */
export type { Caller, Context, RequestOrigin, SystemContext } from './context.ts';
export {
  type Access,
  defineAdminOperation,
  defineOperation,
  type Operation,
  type RateLimitType,
  type WatchedService,
} from './define.ts';
export type { JobHandler, RecurringJob } from './jobs.ts';
export type { Module } from './module.ts';
export type { Route, RouteRequest, RouteResponse } from './routes.ts';
export type { Stage } from './stages.ts';
