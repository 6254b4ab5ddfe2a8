import { describe, expect, it } from 'vitest';
import { PACES, requestRate, scaleFor, WORKLOADS } from './index.ts';

describe('workloads', () => {
  it('are found under their own names, with ramps that leave a hold', () => {
    for (const [key, workload] of Object.entries(WORKLOADS)) {
      expect(workload.name).toBe(key);
      expect(workload.ramp.up + workload.ramp.down).toBeLessThan(0.5);
      for (const load of workload.loads)
        if (load.model === 'open') expect(PACES[load.journey].visitMs).toBeGreaterThan(0);
    }
  });

  it('keep paid chat under the limit of 30 messages a minute', () => {
    expect(60_000 / PACES['paid-chat'].thinkMs[0]).toBeLessThan(30);
    expect(60_000 / PACES['limit-breakers'].thinkMs[1]).toBeGreaterThan(30);
  });
});

describe('scaleFor', () => {
  const mixed = WORKLOADS['mixed-10k'];

  it('runs all 7,800 users on two cores with 24 GiB', () => {
    expect(scaleFor({ cores: 2, memoryGiB: 24 }, mixed, 'quick')).toBe(1);
  });

  it('asks less of a smaller machine, by cores or by memory, and never nothing or more than all', () => {
    const oneCore = scaleFor({ cores: 1, memoryGiB: 24 }, mixed, 'quick');
    expect(oneCore).toBeLessThan(1);
    expect(requestRate(mixed, 'quick') * oneCore).toBeLessThanOrEqual(1000);
    expect(scaleFor({ cores: 8, memoryGiB: 2 }, mixed, 'quick')).toBe(0.5);
    expect(scaleFor({ cores: 1, memoryGiB: 0.5 }, mixed, 'quick')).toBe(0.05);
    expect(scaleFor({ cores: 64, memoryGiB: 512 }, mixed, 'full')).toBe(1);
  });
});
