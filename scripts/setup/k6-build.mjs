import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { ROOT } from './places.mjs';

const MODULE = join(ROOT, 'scripts', 'k6');
const PACKAGE = 'go.k6.io/k6/v2';

/**
 * Builds the pinned k6 with Go into `folder/k6`: `scripts/k6/go.mod` and `go.sum` fix every module.
 * @param {string} go
 * @param {string} folder
 * @param {(share: number | undefined, doing?: string) => void} report
 */
export async function buildK6(go, folder, report) {
  const advice = 'Go 1.21 or later with access to a Go module proxy is needed (go env GOPROXY), or a k6 v2 on PATH';
  const options = {
    cwd: MODULE,
    // A toolchain, workspace or flags of the user's own must not change what is built; cgo would need a C compiler.
    env: { ...process.env, GOTOOLCHAIN: 'auto', GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' },
    advice,
  };
  const modules = readFileSync(join(MODULE, 'go.mod'), 'utf8').match(/^\t\S+ v\S+/gm)?.length ?? 1;
  let done = 0;
  report(undefined, 'fetching modules');
  const stale = await runCommand(
    go,
    ['list', '-trimpath', '-deps', '-f', '{{if .Stale}}{{.ImportPath}}{{end}}', PACKAGE],
    {
      ...options,
      onLine: (line) => {
        if (line.startsWith('go: downloading'))
          report(undefined, `fetching modules, ${Math.min(++done, modules)} of ${modules}`);
      },
    },
  );
  const packages = stale.split('\n').filter((line) => line !== '').length;
  // Linking comes after the last package and takes about as long as a tenth of them.
  const work = packages * 1.1 + 1;
  let built = 0;
  report(0, 'compiling');
  await runCommand(go, ['build', '-v', '-trimpath', '-ldflags=-s -w', '-o', join(folder, 'k6'), PACKAGE], {
    ...options,
    onLine: (line) => {
      if (!line.startsWith('go: '))
        report(Math.min(++built / work, 0.99), `compiling, ${Math.min(built, packages)} of ${packages} packages`);
    },
  });
}
