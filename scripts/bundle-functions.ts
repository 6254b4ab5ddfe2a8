/**
 * Bundles the Firebase host for deployment: `node scripts/bundle-functions.ts [folder]`, or as a function. `firebase deploy` calls it first
 * (`predeploy` in firebase.json).
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { standardModules } from '../backend/app.ts';
import { functionNames } from '../backend/hosts/firebase/functions.ts';
import type { Module } from '../backend/operations/index.ts';

const ROOT = join(import.meta.dirname, '..');
const HOST = join(ROOT, 'backend', 'hosts', 'firebase');

/** Not bundled: Firebase's tools look for the first two, and the third reads files beside its own. */
const INSTALLED = ['firebase-functions', 'firebase-admin', '@google-cloud/firestore'];
const NODE_MAJOR = '24';

interface PackageFile {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface BundleSource {
  /** Exports `functions`; relative to the host's folder. */
  readonly main: string;
  /** Whose operations it serves. */
  readonly modules: () => readonly Module[];
}

const DEPLOYED: BundleSource = { main: './main.ts', modules: standardModules };

/** Writes `index.js`, `package.json` with exact dependencies, and one `.env.<environment>` each. Returns the folder. */
export async function bundleFunctions(
  dir = join(ROOT, 'dist', 'functions'),
  source: BundleSource = DEPLOYED,
): Promise<string> {
  const own = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as PackageFile;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await build({
    stdin: { contents: entryPoint(source), resolveDir: HOST, loader: 'ts' },
    outfile: join(dir, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: `node${NODE_MAJOR}`,
    external: INSTALLED.flatMap((name) => [name, `${name}/*`]),
    // Bundled CommonJS packages call `require` for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    define: { 'process.env.LOADGATE_VERSION': JSON.stringify(own.version) },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
  });
  await writeFile(join(dir, 'package.json'), `${JSON.stringify(packageFile(own), null, 2)}\n`);
  await copyEnvironments(dir);
  return dir;
}

/** Names every function: an ES module cannot export names that it computes. */
const entryPoint = ({ main, modules }: BundleSource): string =>
  `import { functions } from '${main}';\nexport const { ${functionNames(modules()).join(', ')} } = functions;\n`;

const packageFile = ({ version, dependencies }: PackageFile) => ({
  name: 'loadgate-functions',
  version,
  private: true,
  type: 'module',
  main: 'index.js',
  engines: { node: NODE_MAJOR },
  dependencies: Object.fromEntries(INSTALLED.map((name) => [name, dependencies[name]])),
});

async function copyEnvironments(dir: string): Promise<void> {
  const from = join(HOST, 'environments');
  for (const file of await readdir(from)) await cp(join(from, file), join(dir, `.env.${file.replace(/\.env$/, '')}`));
}

if (import.meta.main) {
  const started = performance.now();
  const dir = await bundleFunctions(process.argv[2]);
  console.log(`${dir}: bundled in ${Math.round(performance.now() - started)} ms`);
}
