import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunDetailView } from '../../../../lib/api/index.ts';
import { admin, servedRuns } from './served.ts';
import { checkOf, judgedRun, startedRun } from './testing.ts';

const { results, elsewhere, get, only, url } = servedRuns();

describe('one run', () => {
  test('comes with its plan and its checks, as they were judged', async () => {
    const checks = [checkOf(), checkOf({ id: 'b', title: '<img src=x>', status: 'fail', reason: '</script>' })];
    const { runId } = judgedRun(results, 1, checks, { hypothesis: 'It holds.' });
    const { status, headers, body } = await get<RunDetailView>(`/${runId}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.plan).toEqual({ seed: 1, durationMs: 90_000, accounts: 10_000, hypothesis: 'It holds.' });
    expect(body.checks).toEqual(checks);
    expect(body.hasReport).toBe(true);
  });

  test('its report is given as it is, for a page without rights', async () => {
    const report = '<!doctype html><script>alert(1)</script>';
    const { runId } = judgedRun(results, 1, [checkOf()], { report });
    const response = await fetch(`${url()}/api/runs/${runId}/report`, {
      headers: { authorization: `Bearer ${admin}` },
    });
    expect(await response.text()).toBe(report);
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('that is not there, or has no report, is 404 in words', async () => {
    const { runId } = startedRun(results, 1);
    expect(await get(`/${runId}/report`)).toMatchObject({
      status: 404,
      body: { error: { details: { reason: 'NO_REPORT' } } },
    });
    const other = runId.replace('quick', 'full');
    expect(await get(`/${other}`)).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining(other) } },
    });
  });

  test.each([
    ['..%2f..%2fetc%2fpasswd'],
    ['%2e%2e'],
    ['latest'],
    ['history.sqlite'],
    ['20260105-120100-mixed-10k-quick-0001%2f..%2f..'],
    ['20260105-120100-mixed-10k-quick-0001%00'],
    ['20260105-120100-..-quick-0001'],
  ])('is never looked for by a name that is no run id: %s', async (name) => {
    judgedRun(results, 1);
    for (const path of [`/${name}`, `/${name}/report`]) {
      const { status, body } = await get(path);
      expect([400, 404]).toContain(status);
      expect(['INVALID_ARGUMENT', 'NOT_FOUND']).toContain(body.error.status);
    }
  });

  test('is never reached through a link: neither its folder, nor its report', async () => {
    const outside = judgedRun(elsewhere, 1, [checkOf()], { report: 'outside' });
    symlinkSync(outside.path, join(results, outside.runId));
    expect(await only()).toMatchObject({ outcome: 'broken', headline: 'The folder is a link, which is not followed.' });
    expect((await get<RunDetailView>(`/${outside.runId}`)).body).toMatchObject({
      plan: null,
      checks: [],
      hasReport: false,
    });
    expect((await get(`/${outside.runId}/report`)).status).toBe(404);
    const inside = judgedRun(results, 2);
    rmSync(join(inside.path, 'report.html'));
    symlinkSync(join(outside.path, 'report.html'), join(inside.path, 'report.html'));
    expect((await get<RunDetailView>(`/${inside.runId}`)).body.hasReport).toBe(false);
    const { status, body } = await get(`/${inside.runId}/report`);
    expect(status).toBe(400);
    expect(body.error.message).toBe('the report is a link, which is not followed');
  });
});
