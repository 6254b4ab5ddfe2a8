import { describe, expect, it } from 'vitest';
import { alertsOf, alertText } from './alerts.ts';
import { ALL_REQUESTS, type Row } from './rows.ts';

const row = (name: string, requests: number, errors: number, p95 = 10): Row => ({
  ...{ name, requests, rate: 1, errors, errorRate: errors / requests, refused: 0, p50: 1, p95, p99: p95, max: p95 },
});
const alerts = (...operations: Row[]) =>
  alertsOf({ total: row(ALL_REQUESTS, 1000, 0), journeys: [], operations, phases: [] });

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

  it('puts critical ones first, and what is alike together', () => {
    const raised = alerts(row('a', 2000, 80), row('b', 2000, 0, 6000), row('c', 2000, 90));
    expect(raised).toEqual([
      { severity: 'critical', title: 'Latency p95', threshold: '> 5 s', subjects: ['b 6 s'] },
      { severity: 'warning', title: 'Errors', threshold: '> 2 %', subjects: ['a 4 %', 'c 4.5 %'] },
    ]);
    expect(raised.map((alert) => alertText(alert, 1))).toEqual([
      'Latency p95 > 5 s: b 6 s',
      'Errors > 2 %: a 4 % and 1 more',
    ]);
  });
});
