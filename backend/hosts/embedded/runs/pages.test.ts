import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunsView } from '../../../../lib/api/index.ts';
import { tokenOf } from '../testing.ts';
import { admin, servedRuns, startOver } from './served.ts';
import { checkOf, judgedRun } from './testing.ts';

const { results, get, list, url } = servedRuns();

describe('a page of runs', () => {
  test('is newest first, says what was run, and leaves out what is no run', async () => {
    const calm = judgedRun(results, 1);
    const bad = [checkOf({ status: 'fail', measured: '3 s' })];
    const staging = { kind: 'staging', host: 'api.example.com' } as const;
    const hard = judgedRun(results, 2, bad, {
      target: staging,
      scale: 2.5,
      experiment: 'launch-day',
      headline: 'No-go: slow',
    });
    symlinkSync(hard.runId, join(results, 'latest'));
    writeFileSync(join(results, 'history.sqlite'), '');
    mkdirSync(join(results, 'gate'));
    const { folder, runs, nextCursor, workloads } = await list();
    expect({ folder, nextCursor, workloads }).toEqual({ folder: results, nextCursor: null, workloads: ['mixed-10k'] });
    expect(runs.map(({ runId, outcome }) => [runId, outcome])).toEqual([
      [hard.runId, 'fail'],
      [calm.runId, 'pass'],
    ]);
    expect(runs[0]).toMatchObject({
      headline: 'No-go: slow',
      startedAt: Date.UTC(2026, 0, 5, 12, 2),
      profile: 'quick',
    });
    expect(runs[0]?.planned).toEqual({ scale: 2.5, target: 'staging api.example.com', experiment: 'launch-day' });
  });

  test('goes through all runs once, also while new ones come', async () => {
    const made = Array.from({ length: 7 }, (_, n) => judgedRun(results, n).runId).reverse();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: RunsView = await list(`?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.lookedAt).toBe(page.runs.length);
      seen.push(...page.runs.map(({ runId }) => runId));
      cursor = page.nextCursor;
      judgedRun(results, 100 + seen.length);
    } while (cursor !== null);
    expect(seen).toEqual(made);
  });

  test('is of one workload, or of one outcome, however far back', async () => {
    judgedRun(results, 0, [checkOf({ status: 'inconclusive' })]);
    for (let n = 1; n <= 120; n++) judgedRun(results, n, [checkOf()], n % 2 ? { workload: 'smoke' } : {});
    const smoke = await list('?workload=smoke&limit=50');
    expect(smoke.runs).toHaveLength(50);
    expect(new Set(smoke.runs.map(({ workload }) => workload))).toEqual(new Set(['smoke']));
    expect(smoke.workloads).toEqual(['mixed-10k', 'smoke']);
    const first = await list('?outcome=inconclusive');
    expect(first).toMatchObject({ runs: [], lookedAt: 100 });
    const second = await list(`?outcome=inconclusive&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ runs: [{ outcome: 'inconclusive' }], lookedAt: 21, nextCursor: null });
    expect(await list('?workload=read-100k')).toMatchObject({ runs: [], nextCursor: null });
  });

  test('is empty where no run was made yet, also before the folder is there', async () => {
    expect(await list()).toMatchObject({ folder: results, runs: [], nextCursor: null, workloads: [] });
    rmSync(results, { recursive: true });
    expect(await list()).toMatchObject({ runs: [] });
  });

  test.each([
    ['?limit=0', 'limit'],
    ['?limit=51', 'limit'],
    ['?limit=1&limit=2', 'limit'],
    ['?outcome=great', 'outcome'],
    ['?cursor=x', 'cursor'],
    ['?order=up', 'order'],
  ])('refuses %s by name', async (query, field) => {
    const { status, body } = await get(query);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ status: 'INVALID_ARGUMENT', details: { field } });
  });

  test('says so where the folder cannot be read', async () => {
    rmSync(results, { recursive: true });
    writeFileSync(results, 'a file');
    const { status, body } = await get('');
    expect(status).toBe(503);
    expect(body.error.message).toContain(`${results} cannot be read (ENOTDIR)`);
  });
});

describe('who may look', () => {
  test('admins only: anybody else is refused as on every admin route, before anything is looked for', async () => {
    const { runId } = judgedRun(results, 1);
    const user = tokenOf('u1');
    for (const path of ['', `/${runId}`, `/${runId}/report`, '/nonsense']) {
      expect(await get(path, null)).toMatchObject({ status: 401, body: { error: { status: 'UNAUTHENTICATED' } } });
      expect(await get(path, user)).toMatchObject({ status: 403, body: { error: { status: 'PERMISSION_DENIED' } } });
    }
    const billing = await fetch(`${url()}/admin/billing`, { headers: { authorization: `Bearer ${user}` } });
    expect((await get('', user)).body).toEqual(await billing.json());
    expect((await get('', tokenOf('op', { admin: true }, 'another secret'))).status).toBe(401);
  });

  test('a host without a results folder says so, and how to have one', async () => {
    await using bare = Object.assign(await startOver(), { [Symbol.asyncDispose]: () => bare.stop() });
    expect((await get('', null, bare.url)).status).toBe(401);
    for (const path of ['', '/20260105-120100-smoke-quick-0001']) {
      const { status, body } = await get(path, admin, bare.url);
      expect(status).toBe(404);
      expect(body.error.details).toEqual({ reason: 'NO_RESULTS_FOLDER' });
      expect(body.error.message).toMatch(/loadgate serve.*--results <folder>/);
    }
  });

  test('the OpenAPI document tells of the pages’ query', async () => {
    const { paths } = (await (await fetch(`${url()}/openapi.json`)).json()) as {
      paths: Record<
        string,
        { get: { security: unknown; parameters: { name: string; in: string; required: boolean }[] } }
      >;
    };
    const { security, parameters } = paths['/api/runs']?.get ?? {};
    expect(security).toEqual([{ bearer: [] }]);
    expect(parameters?.map(({ name, in: where, required }) => [name, where, required])).toEqual(
      ['limit', 'cursor', 'workload', 'outcome'].map((name) => [name, 'query', false]),
    );
    expect(paths['/api/runs/{run}/report']?.get.parameters.map(({ name }) => name)).toEqual(['run']);
  });
});
