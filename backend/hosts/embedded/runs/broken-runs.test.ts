import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunDetailView } from '../../../../lib/api/index.ts';
import { servedRuns } from './served.ts';
import { checkOf, judgedRun, startedRun } from './testing.ts';

const { results, elsewhere, get, only } = servedRuns();

describe('a run without a verdict that counts is told as such', () => {
  const broken = async (reason: string | RegExp) => {
    expect(await only()).toMatchObject({ outcome: 'broken', headline: expect.stringMatching(reason) });
  };

  test('under way, stopped, or stopped before it began', async () => {
    const run = startedRun(results, 1);
    run.put('access', '{"token":"secret"}');
    expect(await only()).toMatchObject({ outcome: 'unfinished', headline: expect.stringContaining('still under way') });
    rmSync(join(run.path, 'access.json'));
    expect(await only()).toMatchObject({
      outcome: 'unfinished',
      headline: expect.stringContaining('before it was judged'),
    });
    rmSync(join(run.path, 'plan.json'));
    expect(await only()).toMatchObject({ outcome: 'unfinished', planned: null, headline: /^No plan\.json/ });
  });

  test('cut off at any byte, it is never a pass and never an error', async () => {
    const { path, put } = judgedRun(results, 1);
    const whole = JSON.stringify({ schemaVersion: 1, runId: 'x', status: 'pass', headline: 'Go', checks: [checkOf()] });
    for (const bytes of [0, 1, 20, whole.length - 1]) {
      put('verdict', whole);
      truncateSync(join(path, 'verdict.json'), bytes);
      await broken(bytes === 0 ? /verdict\.json is empty/ : /verdict\.json is not whole JSON/);
    }
  });

  test.each<[string, object, RegExp]>([
    ['an unknown status', { status: 'great' }, /verdict\.json: status: /],
    ['an unknown key', { mood: 'good' }, /verdict\.json: .*mood/],
    ['a later schema', { schemaVersion: 2 }, /verdict\.json: schemaVersion: /],
    ['another run', { runId: '20260101-000000-smoke-smoke-0000' }, /verdict\.json is of another run, 20260101/],
    ['a pass in spite of a check', { checks: [checkOf({ status: 'fail' })] }, /says pass, its checks say fail/],
    ['a pass without a check', { checks: [] }, /says pass, its checks say inconclusive/],
    ['a list', [], /verdict\.json: \(top level\): /],
  ])('a verdict with %s', async (_, change, reason) => {
    const { runId, put } = judgedRun(results, 1);
    const right = { schemaVersion: 1, runId, status: 'pass', headline: 'Go', checks: [checkOf()] };
    put('verdict', Array.isArray(change) ? change : { ...right, ...change });
    await broken(reason);
    const { body } = await get<RunDetailView>(`/${runId}`);
    expect(body).toMatchObject({ run: { outcome: 'broken' }, checks: [], hasReport: true });
  });

  test('a plan that is missing, damaged or of another run', async () => {
    const { path, put, runId } = judgedRun(results, 1);
    put('plan', '{"schemaVersion":1}');
    await broken(/plan\.json: not a valid plan/);
    put('plan', '{');
    await broken(/plan\.json is not whole JSON/);
    rmSync(join(path, 'plan.json'));
    await broken(/no plan\.json that it could be of/);
    cpSync(startedRun(elsewhere, 2).path, join(results, runId), { recursive: true });
    await broken(/plan\.json is of another run/);
  });

  test('files that are too large, folders, pipes and links in the place of a file', async () => {
    const { path, put } = judgedRun(results, 1);
    const file = join(path, 'verdict.json');
    put('verdict', ' '.repeat(1024 * 1024 + 1));
    await broken(/larger than 1024 KiB/);
    rmSync(file);
    mkdirSync(file);
    await broken(/no plain file/);
    rmSync(file, { recursive: true });
    execFileSync('mkfifo', [file]);
    await broken(/no plain file/);
    rmSync(file);
    symlinkSync(join(judgedRun(elsewhere, 1).path, 'verdict.json'), file);
    await broken(/verdict\.json is a link, which is not followed/);
  });

  test('a headline as long as a book is cut in lists', async () => {
    judgedRun(results, 1, [checkOf()], { headline: 'x'.repeat(10_000) });
    expect((await only())?.headline.length).toBeLessThan(700);
  });
});
