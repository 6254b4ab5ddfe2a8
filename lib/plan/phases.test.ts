import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeAt, levelAt, type PlannedFault, phaseAt, phasesOf, timeOfLevel } from './index.ts';

const fault = (name: string, applyMs: number, revertMs: number): PlannedFault => ({
  name,
  fault: 'kill-switch',
  params: {},
  applyMs,
  revertMs,
});

describe('phases', () => {
  it('is one baseline without faults', () => {
    expect(phasesOf([], 100)).toEqual([{ name: 'baseline', fromMs: 0, toMs: 100 }]);
  });

  it('goes baseline, fault, recovery, and lets the latest of two faults name the phase', () => {
    expect(phasesOf([fault('a', 10, 40), fault('b', 20, 30), fault('c', 60, 70)], 100)).toEqual([
      { name: 'baseline', fromMs: 0, toMs: 10 },
      { name: 'fault:a', fromMs: 10, toMs: 20 },
      { name: 'fault:b', fromMs: 20, toMs: 30 },
      { name: 'fault:a', fromMs: 30, toMs: 40 },
      { name: 'recovery:a', fromMs: 40, toMs: 60 },
      { name: 'fault:c', fromMs: 60, toMs: 70 },
      { name: 'recovery:c', fromMs: 70, toMs: 100 },
    ]);
  });

  it('covers the run without gaps, and phaseAt finds each', () => {
    const some = fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 500 })), { maxLength: 6 });
    fc.assert(
      fc.property(some, (list) => {
        const faults = list.map(([at, length], i) => fault(`f${i}`, at, at + length));
        const phases = phasesOf(faults, 1000);
        expect(phases[0]?.fromMs).toBe(0);
        expect(phases.at(-1)?.toMs).toBe(1000);
        for (const [i, phase] of phases.entries()) {
          expect(phase.fromMs).toBe(phases[i - 1]?.toMs ?? 0);
          expect(phaseAt(phases, phase.fromMs)).toBe(phase.name);
          expect(phaseAt(phases, phase.toMs - 1)).toBe(phase.name);
        }
      }),
    );
  });

  it('gives what lies outside of the load to the nearest phase', () => {
    const phases = phasesOf([fault('a', 10, 100)], 100);
    expect(phaseAt(phases, -5)).toBe('baseline');
    expect(phaseAt(phases, 500)).toBe('fault:a');
  });
});

describe('levels', () => {
  const stages = [
    { untilMs: 100, level: 10 },
    { untilMs: 200, level: 10 },
    { untilMs: 250, level: 0 },
  ];

  it('is linear within a stage and 0 outside of the plan', () => {
    expect([-1, 0, 50, 100, 150, 225, 250, 999].map((ms) => levelAt(stages, ms))).toEqual([0, 0, 5, 10, 10, 5, 0, 0]);
    expect(activeAt(stages, 55)).toBe(6);
  });

  it('says when a level is first exceeded', () => {
    expect(timeOfLevel(stages, 0)).toBe(0);
    expect(timeOfLevel(stages, 5)).toBe(50);
    expect(timeOfLevel(stages, 10)).toBeNull();
    expect(timeOfLevel([{ untilMs: 10, level: 0 }, ...stages.map((s) => ({ ...s, untilMs: s.untilMs + 10 }))], 5)).toBe(
      60,
    );
  });
});
