import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';

/** What Cloud Functions calls: Express's request and response, with the body read. */
type Handler = (request: never, response: never) => unknown;

export interface ServedFunctions {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves functions as the platform does: each under its name, which it does not see, with the body parsed and its bytes in `rawBody`.
 */
export async function serveFunctions(functions: Readonly<Record<string, Handler>>): Promise<ServedFunctions> {
  const app = express();
  const verify = (request: object, _response: unknown, bytes: Buffer) => Object.assign(request, { rawBody: bytes });
  app.use(express.json({ limit: '10mb', verify }), express.text({ verify }));
  app.use('/:name', (request: Request, response: Response) => {
    const handler = functions[String(request.params.name)];
    if (!handler) return response.status(404).send('there is no such function');
    return handler(request as never, response as never);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
