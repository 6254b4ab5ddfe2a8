import { describe, expect, test } from 'vitest';
import type { WatchedService } from '../operations/index.ts';
import { levelOf } from './alerts.ts';
import { judge, type ServiceStats } from './health.ts';
import { SERVICES, THRESHOLDS } from './index.ts';

const MINUTE = 60_000;

test('the tables are those of the source', () => {
  const rows = Object.values(SERVICES).map(({ title, maxInactivityMs, maxErrors, checkEveryMs }) => [
    title,
    maxInactivityMs / MINUTE,
    maxErrors,
    checkEveryMs / MINUTE,
  ]);
  expect(rows).toEqual([
    ['Wallet', 5, 5, 1],
    ['Chat', 2, 5, 1],
    ['Calls', 5, 3, 1],
    ['Calendar', 10, 5, 2],
    ['Events', 10, 5, 2],
    ['AI Companions', 5, 5, 1],
    ['Support', 15, 5, 5],
  ]);
});

test.each([
  ['error_rate', 0.02, 'ok'],
  ['error_rate', 0.0201, 'warning'],
  ['error_rate', 0.05, 'warning'],
  ['error_rate', 0.0501, 'critical'],
  ['response_time_p95', 2_000, 'ok'],
  ['response_time_p95', 2_001, 'warning'],
  ['response_time_p95', 5_000, 'warning'],
  ['response_time_p95', 5_001, 'critical'],
  ['service_down', 5 * MINUTE, 'ok'],
  ['service_down', 5 * MINUTE + 1, 'warning'],
  ['service_down', 15 * MINUTE, 'warning'],
  ['service_down', 15 * MINUTE + 1, 'critical'],
  ['payment_failures', 0.05, 'ok'],
  ['payment_failures', 0.051, 'warning'],
  ['payment_failures', 0.1, 'warning'],
  ['payment_failures', 0.101, 'critical'],
] as const)('%s of %d is %s', (metric, value, level) => expect(levelOf(metric, value)).toBe(level));

describe('status', () => {
  const NOW = 100 * MINUTE;
  const quiet: ServiceStats = {
    operations: 0,
    errors: 0,
    latencySamples: 0,
    p50: 0,
    p95: 0,
    p99: 0,
    firstHeartbeatAt: 0,
    lastHeartbeatAt: NOW,
    lastSuccessAt: NOW,
    lastError: null,
  };
  const status = (service: WatchedService, stats: Partial<ServiceStats>, systemActiveAt = NOW) =>
    judge(service, { ...quiet, ...stats }, { now: NOW, systemActiveAt, previous: 'healthy' }).status;

  test.each([
    ['wallet', 5],
    ['chat', 2],
    ['calls', 5],
    ['calendar', 10],
    ['events', 10],
    ['ai_companions', 5],
    ['support', 15],
  ] as const)(
    '%s is down when it was silent for more than %d minutes while the system is in use',
    (service, minutes) => {
      expect(status(service, { lastHeartbeatAt: NOW - minutes * MINUTE })).toBe('healthy');
      expect(status(service, { lastHeartbeatAt: NOW - minutes * MINUTE - 1 })).toBe('down');
      const asleep = NOW - minutes * MINUTE - 1;
      expect(status(service, { lastHeartbeatAt: asleep }, asleep)).toBe('healthy');
      expect(status(service, { lastHeartbeatAt: null })).toBe('healthy');
    },
  );

  test.each([
    ['wallet', 5],
    ['calls', 3],
  ] as const)('%s is judged by its errors from %d on', (service, max) => {
    expect(status(service, { operations: max - 1, errors: max - 1 })).toBe('healthy');
    expect(status(service, { operations: max, errors: max })).toBe('down');
    expect(status(service, { operations: max + 1, errors: max })).toBe('degraded');
    // 2 % is allowed: at traffic where the same number of errors is nothing, it is nothing.
    expect(status(service, { operations: max * 50, errors: max })).toBe('healthy');
    expect(status(service, { operations: max * 50 - 1, errors: max })).toBe('degraded');
  });

  test('slow services are degraded, given enough samples', () => {
    const slow = { operations: 100, p95: 2_001 };
    expect(status('chat', { ...slow, latencySamples: 20 })).toBe('degraded');
    expect(status('chat', { ...slow, latencySamples: 19 })).toBe('healthy');
    expect(status('chat', { operations: 100, p95: 2_000, latencySamples: 20 })).toBe('healthy');
  });
});

test('THRESHOLDS name every metric that an alert may have', () => {
  expect(Object.keys(THRESHOLDS)).toEqual(['error_rate', 'response_time_p95', 'service_down', 'payment_failures']);
});
