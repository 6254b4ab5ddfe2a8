import { buildWithGo } from './go-build.mjs';

/**
 * Builds the pinned k6 with Go into `folder/k6`.
 * @param {string} go
 * @param {string} folder
 * @param {(share: number | undefined, doing?: string) => void} report
 */
export const buildK6 = (go, folder, report) =>
  buildWithGo(
    {
      go,
      module: 'k6',
      package: 'go.k6.io/k6/v2',
      name: 'k6',
      advice: 'Go 1.21 or later with access to a Go module proxy is needed (go env GOPROXY), or a k6 v2 on PATH',
    },
    folder,
    report,
  );
