import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JourneyName, PACES, WORKLOAD_NAMES } from '../workloads/index.ts';
import { type BuildPlanInput, buildPlan, levelAt } from './index.ts';
import { parsePlan } from './schema.ts';

const input = (over: Partial<BuildPlanInput> = {}): BuildPlanInput => ({
  workload: 'mixed-10k',
  profile: 'full',
  seed: 1,
  target: { kind: 'embedded' },
  runId: 'r1',
  createdAt: '2026-01-02T03:04:05Z',
  ...over,
});
const peaks = (plan: ReturnType<typeof buildPlan>) => Object.fromEntries(plan.groups.map((g) => [g.journey, g.peak]));

describe('buildPlan', () => {
  it('holds the figures of pack 353 §7 at full size', () => {
    const mixed = buildPlan(input());
    expect(mixed).toMatchObject({ durationMs: 24 * 60_000, accounts: 10_000, timeCompression: 1 });
    expect(peaks(mixed)).toMatchObject({ swipe: 5000, 'paid-chat': 2000, voice: 500, video: 300 });
    const read = buildPlan(input({ workload: 'read-100k' }));
    expect(read).toMatchObject({ durationMs: 40 * 60_000, accounts: 100_000 });
    const events = buildPlan(input({ workload: 'events-1m' }));
    expect(events).toMatchObject({ durationMs: 60 * 60_000, groups: [{ userCount: 1_000_000, order: 'in-turn' }] });
  });

  it('plans enough batches that each of the 1,000,000 users is seen', () => {
    const [group] = buildPlan(input({ workload: 'events-1m' })).groups;
    let batches = 0;
    for (let second = 0; second < 3600; second++) batches += levelAt(group?.stages ?? [], second * 1000 + 500);
    expect(batches).toBeGreaterThan(1_000_000);
  });

  it('compresses durations and sessions in a shorter profile, never think times', () => {
    const full = buildPlan(input());
    const quick = buildPlan(input({ profile: 'quick' }));
    expect(quick.durationMs).toBe(90_000);
    expect(quick.timeCompression).toBe(16);
    expect(peaks(quick)).toEqual(peaks(full));
    for (const [i, group] of quick.groups.entries()) {
      const { pace } = full.groups[i] ?? group;
      expect(group.pace.thinkMs).toEqual(pace.thinkMs);
      expect(group.pace.sessionMs).toEqual(pace.sessionMs && [pace.sessionMs[0] / 16, pace.sessionMs[1] / 16]);
    }
    expect(peaks(buildPlan(input({ profile: 'smoke' })))).toMatchObject({ swipe: 100, voice: 10, 'limit-breakers': 1 });
    expect(peaks(buildPlan(input({ scale: 0.5 })))).toMatchObject({ swipe: 2500 });
  });

  it('keeps enough users of every journey that a small run can judge it, except in a smoke run', () => {
    const planned = buildPlan(input({ profile: 'quick', scale: 0.03 }));
    const seconds = (planned.measured.toMs - planned.measured.fromMs) / 1000;
    for (const { journey, peak } of planned.groups)
      expect(peak * PACES[journey as JourneyName].requests * seconds, journey).toBeGreaterThan(59);
    expect(peaks(buildPlan(input({ profile: 'smoke' })))).toMatchObject({ 'check-in': 2, 'limit-breakers': 1 });
  });

  it('gives every own account to one journey or partner, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...WORKLOAD_NAMES),
        fc.constantFrom('smoke', 'quick', 'full'),
        fc.double({ min: 0.001, max: 20, noNaN: true }),
        fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
        (workload, profile, scale, usersPerVu) => {
          const plan = buildPlan(input({ workload, profile, scale, ...(usersPerVu ? { usersPerVu } : {}) }));
          expect(parsePlan(JSON.stringify(plan))).toEqual(plan);
          let taken = 0;
          for (const group of plan.groups) {
            expect(group.vus * group.usersPerVu).toBeGreaterThanOrEqual(group.model === 'closed' ? group.peak : 1);
            if (group.model === 'open') continue;
            for (const from of group.firstPartner === null
              ? [group.firstUser]
              : [group.firstUser, group.firstPartner]) {
              expect(from).toBe(taken);
              taken = from + group.userCount;
            }
          }
          expect(taken).toBeLessThanOrEqual(plan.accounts);
          expect(levelAt(plan.groups[0]?.stages ?? [], plan.measured.fromMs)).toBe(plan.groups[0]?.peak);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses bad input by name, with the fix', () => {
    expect(() => buildPlan(input({ workload: 'mixed-10' }))).toThrow(
      'unknown workload "mixed-10": use one of mixed-10k, ',
    );
    expect(() => buildPlan(input({ scale: 0 }))).toThrow('scale 0: use a number over 0');
    expect(() => buildPlan(input({ scale: Number.NaN }))).toThrow('scale NaN');
    expect(() => buildPlan(input({ seed: 1.5 }))).toThrow('seed 1.5: use a whole number');
    expect(() => buildPlan(input({ usersPerVu: 0 }))).toThrow('users per VU 0');
    expect(() => buildPlan(input({ connectionPerUser: ['chat'] }))).toThrow('has no journey "chat": use swipe, ');
  });
});

describe('a plan from JSON', () => {
  const json = (change: (plan: Record<string, unknown>) => void) => {
    const plan = JSON.parse(JSON.stringify(buildPlan(input())));
    change(plan);
    return () => parsePlan(JSON.stringify(plan), 'plan.json');
  };

  it.each<[string, (plan: Record<string, unknown>) => void, RegExp]>([
    ['an unknown key', (plan) => Object.assign(plan, { sed: 3 }), /plan\.json: not a valid plan\n.*top level.*"sed"/],
    ['a number out of range', (plan) => Object.assign(plan, { scale: -1 }), /scale: /],
    [
      'a window outside of the run',
      (plan) => Object.assign(plan, { measured: { fromMs: 5, toMs: 9e9 } }),
      /measured: must be/,
    ],
    [
      'a duplicate name',
      (plan) => Object.assign(plan, { slos: [plan.slos, plan.slos].flat() }),
      /slos: "mixed-10k\.p95" appears twice/,
    ],
    [
      'stages out of order',
      (plan) => {
        const [group] = plan.groups as { stages: object[] }[];
        group?.stages.reverse();
      },
      /groups\[0\]\.stages: untilMs of a stage must come later/,
    ],
    [
      'too few rows for the peak',
      (plan) => {
        const [group] = plan.groups as { vus: number }[];
        if (group) group.vus = 1;
      },
      /groups\[0\]\.usersPerVu: vus × usersPerVu must hold the peak/,
    ],
  ])('%s is an error that names the place', (_, change, message) => {
    expect(json(change)).toThrow(message);
  });

  it('says where the file is when it is not JSON', () => {
    expect(() => parsePlan('{', 'results/x/plan.json')).toThrow('results/x/plan.json: not JSON');
  });
});
