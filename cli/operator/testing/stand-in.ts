import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UnsecuredJWT } from 'jose';

export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
}

type Reply = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

/** A server of this machine that answers as it is told, and notes what it was asked. */
export async function standIn(answer: (asked: Asked, n: number) => Reply): Promise<StandIn> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { url: path = '', headers } = request;
    const one = { path, authorization: headers.authorization, form: new URLSearchParams(await textOf(request)) };
    asked.push(one);
    const [status, body, more] = answer(one, asked.length);
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/token`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** An ID token as the Auth emulator makes them: everything of a real one but the signature, which is for targets to check. */
export const idToken = (claims: object, expiresAt: number, project = 'example-staging'): string =>
  new UnsecuredJWT({ user_id: 'op', n: expiresAt, ...claims })
    .setSubject('op')
    .setIssuer(`https://securetoken.google.com/${project}`)
    .setAudience(project)
    .setIssuedAt(Math.floor(expiresAt / 1_000) - 3_600)
    .setExpirationTime(Math.floor(expiresAt / 1_000))
    .encode();
