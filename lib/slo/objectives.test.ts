import { describe, expect, it } from 'vitest';
import { WORKLOADS } from '../workloads/index.ts';
import { slosFor } from './index.ts';

describe('slosFor', () => {
  it.each([
    ['mixed-10k', 2000, 0.05],
    ['read-100k', 3000, 0.02],
    ['events-1m', 5000, 0.05],
  ] as const)('%s promises p95 < %d ms and errors < %d, for each of its journeys too', (name, p95, errors) => {
    const journeys = WORKLOADS[name].loads.map((load) => load.journey);
    const slos = slosFor(name, journeys);
    const scopes = journeys.length > 1 ? [undefined, ...journeys] : [undefined];
    for (const journey of scopes) {
      const own = slos.filter((slo) => slo.journey === journey);
      expect(own.find((slo) => slo.indicator.kind === 'latency')).toMatchObject({ comparison: '<', objective: p95 });
      expect(own.find((slo) => slo.indicator.kind === 'error-rate')).toMatchObject({
        comparison: '<',
        objective: errors,
      });
    }
    expect(new Set(slos.map((slo) => slo.id)).size).toBe(slos.length);
  });

  it('asks for more than 70 % cache hits of reads, and every event exactly once', () => {
    expect(slosFor('read-100k', [])).toContainEqual(
      expect.objectContaining({ id: 'read-100k.cache-hits', comparison: '>', objective: 0.7 }),
    );
    expect(slosFor('events-1m', [])).toContainEqual(
      expect.objectContaining({ indicator: { kind: 'events-exactly-once' }, comparison: '==', objective: 0 }),
    );
  });

  it('does not know other workloads', () => {
    expect(() => slosFor('x', [])).toThrow('no objectives for workload "x"');
  });
});
