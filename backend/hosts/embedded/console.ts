import { readFile } from 'node:fs/promises';
import type { Route, RouteResponse } from '../../operations/index.ts';

type Page = Awaited<ReturnType<typeof import('../../../scripts/bundle-console.ts').bundleConsole>>;

const SECURITY = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-cache' };

/** A report's own script and style run, in an origin that is nobody's: without the console's token, without any request. */
const REPORT_POLICY = [
  'sandbox allow-scripts allow-modals',
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The operators' page, bundled when somebody first asks for it. It holds no data: all of it comes over the API, with the operator's token. */
export function consoleRoutes(): Route[] {
  let page: Promise<Page> | undefined;
  const shared = { method: 'GET', access: 'public', feature: 'host' } as const;
  return [
    {
      ...shared,
      path: '/console',
      summary: 'The operators’ page',
      handler: async () => {
        page ??= import('../../../scripts/bundle-console.ts').then(({ bundleConsole }) => bundleConsole());
        // A failure (the bundler is not installed) is tried again at the next request.
        page.catch(() => {
          page = undefined;
        });
        const { html, policy } = await page;
        return pageOf(html, policy);
      },
    },
    {
      ...shared,
      path: '/console/report',
      summary: 'The empty page in which the console shows the report of a run',
      handler: async () =>
        pageOf(await readFile(new URL('../../../console/report.html', import.meta.url), 'utf8'), REPORT_POLICY),
    },
  ];
}

const pageOf = (html: string, policy: string): RouteResponse => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, ...SECURITY },
  text: html,
});
