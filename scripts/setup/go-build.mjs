import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { ROOT } from './places.mjs';

/**
 * Builds a pinned program with Go into `folder/<name>`: the `go.mod` and `go.sum` of `scripts/<module>/` fix every module.
 * @param {{ go: string, module: string, package: string, name: string, ldflags?: string, advice: string }} what
 * @param {string} folder
 * @param {(share: number | undefined, doing?: string) => void} report
 */
export async function buildWithGo(what, folder, report) {
  const cwd = join(ROOT, 'scripts', what.module);
  const options = {
    cwd,
    // A toolchain, workspace or flags of the user's own must not change what is built; cgo would need a C compiler.
    env: { ...process.env, GOTOOLCHAIN: 'auto', GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
    advice: what.advice,
  };
  const modules = readFileSync(join(cwd, 'go.mod'), 'utf8').match(/^\t\S+ v\S+/gm)?.length ?? 1;
  let done = 0;
  report(undefined, 'fetching modules');
  const list = ['list', '-trimpath', '-deps', '-f', '{{if .Stale}}{{.ImportPath}}{{end}}', what.package];
  const stale = await runCommand(what.go, list, {
    ...options,
    onLine: (line) => {
      if (line.startsWith('go: downloading'))
        report(undefined, `fetching modules, ${Math.min(++done, modules)} of ${modules}`);
    },
  });
  const packages = stale.split('\n').filter((line) => line !== '').length;
  // Linking comes after the last package and takes about as long as a tenth of them.
  const work = packages * 1.1 + 1;
  let built = 0;
  report(0, 'compiling');
  const ldflags = ['-s', '-w', ...(what.ldflags ? [what.ldflags] : [])].join(' ');
  await runCommand(
    what.go,
    ['build', '-v', '-trimpath', `-ldflags=${ldflags}`, '-o', join(folder, what.name), what.package],
    {
      ...options,
      onLine: (line) => {
        if (!line.startsWith('go: '))
          report(Math.min(++built / work, 0.99), `compiling, ${Math.min(built, packages)} of ${packages} packages`);
      },
    },
  );
}
