/** Bundles every workload's entry point for k6, with the texts that they send: `node scripts/bundle-scenarios.ts`, or as a function. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKLOAD_NAMES } from '../lib/workloads/index.ts';

const ROOT = join(import.meta.dirname, '..');
/** What a bundle is made from: a change in any of these files makes all bundles anew. */
const SOURCES = ['scenarios', 'lib'];
const OTHER_SOURCES = ['scripts/scenario-data.ts', 'scripts/bundle-scenarios.ts', 'package-lock.json'];
const HASH_FILE = '.sources.sha256';

export interface Bundles {
  readonly dir: string;
  /** Whether sources had changed since the last time. */
  readonly rebuilt: boolean;
}

/** The bundle of a workload that {@link bundleScenarios} made. */
export const bundleOf = (bundles: Bundles, workload: string): string => join(bundles.dir, `${workload}.js`);

/** Makes `dist/scenarios/<workload>.js` and `data.json`, unless the sources are those of the last time. */
export async function bundleScenarios(dir = join(ROOT, 'dist', 'scenarios')): Promise<Bundles> {
  const hash = await hashOfSources();
  const last = await readFile(join(dir, HASH_FILE), 'utf8').catch(() => '');
  if (last === hash) return { dir, rebuilt: false };
  // Loaded only when needed: a run with unchanged sources starts without them.
  const [{ build }, { scenarioData }] = await Promise.all([import('esbuild'), import('./scenario-data.ts')]);
  await mkdir(dir, { recursive: true });
  await build({
    entryPoints: WORKLOAD_NAMES.map((name) => join(ROOT, 'scenarios', `${name}.ts`)),
    outdir: dir,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['k6', 'k6/*'],
    logLevel: 'error',
  });
  await replace(join(dir, 'data.json'), JSON.stringify(scenarioData()));
  await replace(join(dir, HASH_FILE), hash);
  return { dir, rebuilt: true };
}

/** Nobody reads half a file, also while two runs start at once. */
async function replace(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

async function hashOfSources(): Promise<string> {
  const lists = await Promise.all(SOURCES.map((folder) => readdir(join(ROOT, folder), { recursive: true })));
  const files = lists.flatMap((list, i) => list.map((file) => join(SOURCES[i] ?? '', file)));
  const relevant = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const hash = createHash('sha256');
  for (const file of [...relevant, ...OTHER_SOURCES].sort()) {
    hash
      .update(`${file}\0`)
      .update(await readFile(join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

if (import.meta.main) {
  const started = performance.now();
  const { dir, rebuilt } = await bundleScenarios(process.argv[2]);
  console.log(`${dir}: ${rebuilt ? 'bundled' : 'up to date'} in ${Math.round(performance.now() - started)} ms`);
}
