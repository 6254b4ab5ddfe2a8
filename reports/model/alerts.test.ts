import { describe, expect, it } from 'vitest';
import { alertsOf } from './alerts.ts';
import type { Row } from './rows.ts';

const row = (name: string, requests: number, errors: number, p95 = 10): Row => ({
  ...{ name, requests, rate: 1, errors, errorRate: errors / requests, refused: 0, p50: 1, p95, p99: p95, max: p95 },
});
const alerts = (...operations: Row[]) =>
  alertsOf({ total: row('All requests', 1000, 0), journeys: [], operations, phases: [] });

describe('alerts of pack 353', () => {
  it.each([
    ['swipe', 2000, 10, 10, []],
    ['swipe', 2000, 80, 10, ['warning']],
    ['swipe', 2000, 200, 10, ['critical']],
    ['swipe', 3, 1, 10, []],
    ['swipe', 2000, 0, 2001, ['warning']],
    ['swipe', 2000, 0, 5001, ['critical']],
    ['purchaseTokens', 2000, 80, 10, []],
    ['purchaseTokens', 2000, 160, 10, ['warning']],
    ['purchaseTokens', 2000, 300, 10, ['critical']],
  ])('%s: %d requests, %d errors, p95 %d ms', (name, requests, errors, p95, expected) => {
    expect(alerts(row(name, requests, errors, p95)).map((alert) => alert.severity)).toEqual(expected);
  });

  it('puts critical ones first and says what was measured', () => {
    const [first, second] = alerts(row('a', 2000, 80), row('b', 2000, 0, 6000));
    expect(first).toEqual({ severity: 'critical', title: 'p95 of b', measured: '6 s', threshold: '> 5 s' });
    expect(second).toMatchObject({ severity: 'warning', title: 'Errors of a', measured: '4 %', threshold: '> 2 %' });
  });
});
