/** The workflows call what a person can run, pin what they use, and are valid. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { buildWithGo } from '../setup/go-build.mjs';
import { cacheFolder, ROOT } from '../setup/places.mjs';

const FOLDER = join(ROOT, '.github', 'workflows');
const WORKFLOWS = readdirSync(FOLDER).filter((file) => file.endsWith('.yml'));
const [, VERSION = ''] = /actionlint v(\S+)/.exec(readFileSync(join(import.meta.dirname, 'go.mod'), 'utf8')) ?? [];

const answers = (program: string): boolean => spawnSync(program, ['-version']).status === 0;

/** actionlint on PATH, from the cache, or built from the pinned modules; null where there is no Go either. */
async function actionlint(): Promise<string | null> {
  const name = `actionlint-${VERSION}`;
  const cached = join(cacheFolder(), name);
  const found = ['actionlint', cached].find(answers);
  if (found !== undefined) return found;
  if (spawnSync('go', ['version']).status !== 0) return null;
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'work-'));
  try {
    const what = {
      go: 'go',
      module: 'actionlint',
      package: 'github.com/rhysd/actionlint/cmd/actionlint',
      name,
      advice: 'is a Go module proxy in reach?',
    };
    await buildWithGo(what, work, () => {});
    renameSync(join(work, name), cached);
    return cached;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

describe.each(WORKFLOWS)('%s', (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');

  it('passes actionlint', async (context) => {
    const program = await actionlint();
    if (program === null) return context.skip('neither actionlint nor Go is installed');
    const { status, stdout, stderr } = spawnSync(program, ['-no-color', '-shellcheck=', join(FOLDER, file)], {
      encoding: 'utf8',
    });
    expect([status, stdout + stderr]).toEqual([0, '']);
  });

  it('pins every action by its full commit, with the version beside it', () => {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, what]) => what);
    expect(uses.length).toBeGreaterThan(0);
    for (const one of uses) expect(one).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('calls npm scripts that there are, and asks for no right that it does not need', () => {
    const matrix = [...text.matchAll(/"([a-z]+:[a-z]+)"/g)].map(([, script]) => script ?? '');
    const called = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? '');
    for (const script of [...called, ...matrix]) expect(Object.keys(packageJson.scripts)).toContain(script);
    if (called.length === 0) expect(existsSync(join(ROOT, '.ci', 'run')) && text.includes('run: .ci/run')).toBe(true);
    expect((parse(text) as { permissions: unknown }).permissions).toEqual({ contents: 'read' });
  });

  it('puts nothing that an input holds into a shell', () => {
    const blocks = [...text.matchAll(/^( *)(?:- )?run: (\|\n(?:\1 {2,}.*\n|\n)+|.*\n)/gm)].map(
      ([, , script]) => script ?? '',
    );
    expect(blocks.length).toBeGreaterThan(0);
    for (const script of blocks) expect(script).not.toMatch(/\$\{\{ *(?:inputs|github|env|secrets|vars)\b/);
  });
});
