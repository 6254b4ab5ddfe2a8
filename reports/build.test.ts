import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RUN_FILES } from '../lib/results/index.ts';
import { verdictSchema } from '../lib/results/schema.ts';
import { buildReport, RunFolderError } from './index.ts';
import { type SyntheticRun, writeSyntheticRun } from './testing/synthetic-run.ts';

const root = mkdtempSync(join(tmpdir(), 'loadgate-report-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
async function folder(options: SyntheticRun = {}): Promise<string> {
  const dir = join(root, String(folders++));
  await writeSyntheticRun(dir, { scale: 0.05, density: 4, ...options });
  return dir;
}

describe('buildReport', () => {
  it('writes every output of a healthy run, and the same again', async () => {
    const dir = await folder();
    const first = await buildReport(dir);
    expect(first.verdict.status).toBe('pass');
    const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    const contents = () => Object.entries(first.outputs).map(([name, path]) => [name, digest(path)]);
    const before = contents();
    expect((await buildReport(dir)).verdict).toEqual(first.verdict);
    expect(contents()).toEqual(before);
    expect(verdictSchema.parse(JSON.parse(readFileSync(first.outputs.verdict, 'utf8')))).toEqual(first.verdict);
    expect(JSON.parse(readFileSync(first.outputs.cost, 'utf8')).projections).toHaveLength(3);
  });

  it('fails exactly the objective of a slow operation', async () => {
    const dir = await folder({
      outcome: ({ operation, ordinary }) =>
        operation === 'searchProfiles' ? { durationMs: 3400, status: 200 } : ordinary,
      workload: 'read-100k',
    });
    const { verdict } = await buildReport(dir);
    const failed = verdict.checks.filter((check) => check.status === 'fail').map((check) => check.id);
    expect(failed).toEqual(['read-100k.p95', 'read-100k.search.p95']);
  });

  it('is inconclusive where the generator was overloaded', async () => {
    const { verdict } = await buildReport(await folder({ lagMs: () => 400 }));
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.headline).toMatch(/^No decision: the generator was saturated/);
  });

  it('says which file is missing or broken, and goes on', async () => {
    const dir = await folder({ billing: null });
    writeFileSync(join(dir, RUN_FILES.finalState), '{"schemaVersion":1,"hardening":[{"system":"x","accepted":-1}]}');
    writeFileSync(join(dir, RUN_FILES.timeline), `${readFileSync(join(dir, RUN_FILES.timeline), 'utf8')}{"at":1`);
    const { verdict, terminal, report } = await buildReport(dir);
    expect(verdict.status).toBe('inconclusive');
    const reasons = verdict.checks.filter((check) => check.status !== 'pass').map((check) => check.reason);
    expect(reasons[0]).toMatch(/^final-state.json cannot be read: hardening\[0\]\.accepted: /);
    expect(reasons[1]).toMatch(/^timeline.jsonl, line \d+ cannot be read: /);
    expect(report.cost).toBeNull();
    expect(terminal).toContain('Cost       unknown: nothing counted');
  });

  it('judges a run without samples, and writes its outputs', async () => {
    const dir = await folder();
    rmSync(join(dir, RUN_FILES.samples));
    const { verdict, outputs } = await buildReport(dir);
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.headline).toContain('samples.csv.gz, file: does not exist');
    expect(Object.values(outputs).filter((path) => !existsSync(path))).toEqual([]);
  });

  it('has nothing to say about a folder that is no run', async () => {
    await expect(buildReport(root)).rejects.toThrow(RunFolderError);
    await expect(buildReport(root)).rejects.toThrow(/not a run folder \(it has no plan\.json\)/);
    const dir = await folder();
    writeFileSync(join(dir, RUN_FILES.plan), '{}');
    await expect(buildReport(dir)).rejects.toThrow(/plan\.json: not a valid plan/);
    await expect(buildReport(await folder(), { cost: { region: 'mars1' } })).rejects.toThrow(RangeError);
  });
});
