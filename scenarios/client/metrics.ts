/** What scenarios measure beside k6's own metrics. `reports` reads them by these names. */
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';

/**
 * Present users. Each VU reports its own once a second, half-way through the second of the wall clock: the users of a journey are the sum over the samples of
 * one second (or the sum over a window divided by its seconds).
 */
export const usersActive = new Gauge('users_active');
/** How late every few steps began, ms: an overloaded generator shows itself here. */
export const scheduleLag = new Trend('schedule_lag', true);
/** Planned visits that found no room. k6's own counter of what it could not start. */
export const droppedIterations = new Counter('dropped_iterations');
/** Expected refusals {name, reason: rate-limited | feature-disabled}. */
export const opRefused = new Counter('op_refused');
/** Errors {name, code}; only emitted when there are any. */
export const opErrors = new Counter('op_errors');
/** Each VU reports its own once a second, by operation. */
export const cacheHits = new Counter('cache_hits');
export const cacheMisses = new Counter('cache_misses');
/** Events whose batch was acknowledged; each batch counts once. Once a second, as above. */
export const eventsAcked = new Counter('events_acked');
/** Calls {state: started | ended | interrupted | recovered | refunded}. */
export const sessions = new Counter('sessions');
/** Ratios for k6's own thresholds; only fed where thresholds are on, since they cost a sample for each request. */
export const errorRate = new Rate('error_rate');
export const cacheHitRate = new Rate('cache_hit_rate');
