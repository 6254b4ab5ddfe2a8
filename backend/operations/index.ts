/** The operation table: how a domain folder declares what it offers, and what wraps every call. */
export type { Caller, Context, RequestOrigin, SystemContext } from './context.ts';
export { decodeCursor, encodeCursor } from './cursor.ts';
export {
  type Access,
  defineAdminOperation,
  defineOperation,
  type Operation,
  type RateLimitType,
  type WatchedService,
} from './define.ts';
export { callerId, cursorField, geoPointField, isKey, keyField, limitField, pairId, userIdField } from './fields.ts';
export type { JobHandler, RecurringJob } from './jobs.ts';
export type { MetricFamily, MetricValue } from './metrics.ts';
export type { Module, Refusal } from './module.ts';
export { newestFirst, pageFields } from './newest-first.ts';
export type { Route, RouteRequest, RouteResponse } from './routes.ts';
export type { Stage } from './stages.ts';
