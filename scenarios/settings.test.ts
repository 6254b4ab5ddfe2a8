import { describe, expect, it } from 'vitest';
import { buildPlan } from '../lib/plan/index.ts';
import { settingsFrom } from './settings.ts';
import { thresholdsOf } from './thresholds.ts';

const BASE = { BASE_URL: 'http://127.0.0.1:8080/' };

describe('settings', () => {
  it('makes a plan from the environment, as stock k6 gives it', () => {
    const settings = settingsFrom(
      { ...BASE, PROFILE: 'smoke', SCALE: '2', SEED: '7', USERS_PER_VU: '1' },
      'mixed-10k',
      null,
    );
    expect(settings).toMatchObject({
      baseUrl: 'http://127.0.0.1:8080',
      thresholds: true,
      history: false,
      startAt: null,
      tickMs: 10,
    });
    expect(settings.plan).toMatchObject({ profile: 'smoke', scale: 2, seed: 7 });
    expect(settings.plan.groups[0]).toMatchObject({ peak: 200, vus: 200, usersPerVu: 1 });
    expect(settingsFrom({}, 'read-100k', null)).toMatchObject({
      baseUrl: 'http://127.0.0.1:8080',
      plan: { profile: 'quick' },
    });
  });

  it('takes the plan that it is given, and leaves judging to its reader', () => {
    const plan = settingsFrom(BASE, 'mixed-10k', null).plan;
    const settings = settingsFrom({ ...BASE, HISTORY: '1', START_AT: '123' }, 'mixed-10k', JSON.stringify(plan));
    expect(settings).toEqual({ ...settings, plan, thresholds: false, history: true, startAt: 123 });
    expect(() => settingsFrom(BASE, 'smoke', JSON.stringify(plan))).toThrow('run dist/scenarios/mixed-10k.js instead');
  });

  it.each([
    [{ BASE_URL: '' }, 'BASE_URL "": set the address of the target, such as -e BASE_URL='],
    [{ BASE_URL: '127.0.0.1:8080' }, 'BASE_URL "127.0.0.1:8080"'],
    [{ PROFILE: 'fast' }, 'PROFILE "fast": use one of smoke, quick, full'],
    [{ SCALE: 'big' }, 'SCALE "big": use a number'],
    [{ TICK_MS: '0.5' }, 'TICK_MS "0.5": use a whole number from 1 to 1000'],
    [{ SCALE: '' }, 'SCALE "": use a number'],
    [{ SCALE: '-1' }, 'scale -1: use a number over 0'],
    [{ HISTORY: 'yes' }, 'HISTORY "yes": use 1 or 0'],
    [{ CONNECTION_PER_USER: 'chat' }, 'has no journey "chat"'],
  ])('refuses %o by name', (env, message) => {
    expect(() => settingsFrom({ ...BASE, ...env }, 'mixed-10k', null)).toThrow(message);
  });
});

describe('thresholds', () => {
  it('are the objectives that k6 can judge', () => {
    const { slos } = settingsFrom(BASE, 'read-100k', null).plan;
    expect(thresholdsOf(slos)).toMatchObject({
      http_req_duration: ['p(95)<3000'],
      'http_req_duration{scenario:search}': ['p(95)<3000'],
      error_rate: ['rate<0.02'],
      cache_hit_rate: ['rate>0.7'],
    });
    const events = buildPlan({
      workload: 'events-1m',
      profile: 'quick',
      seed: 1,
      target: { kind: 'embedded' },
      runId: 'r',
      createdAt: '2026-01-02T03:04:05Z',
    });
    expect(Object.keys(thresholdsOf(events.slos))).toEqual(['http_req_duration', 'error_rate']);
  });
});
