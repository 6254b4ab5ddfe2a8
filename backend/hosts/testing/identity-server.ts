import { DEV_TOKEN_SECRET } from '../../../lib/auth/index.ts';
import { mountIdentity } from '../embedded/identity.ts';
import { parseJson } from '../embedded/parse-json.ts';
import { bareServer } from '../embedded/server.ts';
import { systemClock } from '../embedded/system-ports.ts';

/** The embedded host's sign-in alone, for hosts whose tokens come from elsewhere. */
export async function startIdentityServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = bareServer({ info: () => {}, warn: () => {}, error: () => {} });
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    parseJson(String(body), done),
  );
  mountIdentity(server, { tokenSecret: DEV_TOKEN_SECRET, clock: systemClock });
  return { url: await server.listen({ port: 0, host: '127.0.0.1' }), close: () => server.close() };
}
