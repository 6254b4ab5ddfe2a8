import { z } from 'zod';
import { defineFault } from './define.ts';
import { link, touchedThrough } from './network.ts';

/** Connections are closed and new ones refused, as when a cable is cut and the host says so. */
export const networkDown = defineFault({
  summary: 'A link is down: connections close, new ones are refused',
  params: z.strictObject({ link }),
  needs: ['toxiproxy'],
  sentence: ({ link }) => `Between ${link.replace('-', ' and ')}: nothing gets through`,
  claims: ({ link }) => [`link:${link}`],
  touches: ({ link }) => touchedThrough(link),
  links: ({ link }) => [link],
  apply: async ({ link }, ctx) => {
    await ctx.toxiproxy('POST', `/proxies/${link}`, { enabled: false });
  },
  revert: async ({ link }, ctx) => {
    await ctx.toxiproxy('POST', `/proxies/${link}`, { enabled: true });
  },
});
