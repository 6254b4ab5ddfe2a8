import type { Route, RouteResponse } from '../../operations/index.ts';

type Page = Awaited<ReturnType<typeof import('../../../scripts/bundle-console.ts').bundleConsole>>;

/** The operators' page, bundled when somebody first asks for it. It holds no data: all of it comes over the API, with the operator's token. */
export function consoleRoute(): Route {
  let page: Promise<Page> | undefined;
  return {
    method: 'GET',
    path: '/console',
    access: 'public',
    feature: 'host',
    summary: 'The operators’ page',
    handler: async (): Promise<RouteResponse> => {
      page ??= import('../../../scripts/bundle-console.ts').then(({ bundleConsole }) => bundleConsole());
      // A failure (the bundler is not installed) is tried again at the next request.
      page.catch(() => {
        page = undefined;
      });
      const { html, policy } = await page;
      return {
        status: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-cache',
        },
        text: html,
      };
    },
  };
}
