import type { WatchedService } from '../operations/index.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** One row of the table of pack 353 §5; times in ms. */
export interface WatchedServiceConfig {
  readonly title: string;
  /** A service that was silent for longer, while the rest of the system was in use, is down. */
  readonly maxInactivityMs: number;
  /** Failed operations within one interval from which on the service is judged by them; fewer say nothing. */
  readonly maxErrors: number;
  /** How often it is checked, and the window that a check looks at. */
  readonly checkEveryMs: number;
}

export const SERVICES: Readonly<Record<WatchedService, WatchedServiceConfig>> = {
  wallet: { title: 'Wallet', maxInactivityMs: 5 * MINUTE, maxErrors: 5, checkEveryMs: MINUTE },
  chat: { title: 'Chat', maxInactivityMs: 2 * MINUTE, maxErrors: 5, checkEveryMs: MINUTE },
  calls: { title: 'Calls', maxInactivityMs: 5 * MINUTE, maxErrors: 3, checkEveryMs: MINUTE },
  calendar: { title: 'Calendar', maxInactivityMs: 10 * MINUTE, maxErrors: 5, checkEveryMs: 2 * MINUTE },
  events: { title: 'Events', maxInactivityMs: 10 * MINUTE, maxErrors: 5, checkEveryMs: 2 * MINUTE },
  ai_companions: { title: 'AI Companions', maxInactivityMs: 5 * MINUTE, maxErrors: 5, checkEveryMs: MINUTE },
  support: { title: 'Support', maxInactivityMs: 15 * MINUTE, maxErrors: 5, checkEveryMs: 5 * MINUTE },
};

export const SERVICE_NAMES = Object.keys(SERVICES) as WatchedService[];

/** What alerts are about. Values above a threshold (not at it) reach its level. */
export type AlertMetric = 'error_rate' | 'response_time_p95' | 'service_down' | 'payment_failures';

export interface Threshold {
  readonly title: string;
  readonly warning: number;
  readonly critical: number;
  readonly unit: 'ratio' | 'ms';
}

/** The alert thresholds of pack 353. */
export const THRESHOLDS: Readonly<Record<AlertMetric, Threshold>> = {
  error_rate: { title: 'Error rate', warning: 0.02, critical: 0.05, unit: 'ratio' },
  response_time_p95: { title: 'Response time p95', warning: 2 * SECOND, critical: 5 * SECOND, unit: 'ms' },
  service_down: { title: 'Service down', warning: 5 * MINUTE, critical: 15 * MINUTE, unit: 'ms' },
  payment_failures: { title: 'Payment failures', warning: 0.05, critical: 0.1, unit: 'ratio' },
};

/** Fewer response times than this make no p95. */
export const MIN_LATENCY_SAMPLES = 20;
