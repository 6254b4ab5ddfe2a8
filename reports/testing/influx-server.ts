import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** How the server treats one write: as it should, with an error, never answering, or storing it and then dropping the connection. */
export type Treatment = 'ok' | 'unavailable' | 'hang' | 'store-and-drop';

/** An HTTP server with the write side of InfluxDB 2 that can be told to misbehave. Like InfluxDB it keeps one point for each measurement, tags and time. */
export class InfluxServer implements AsyncDisposable {
  /** Fields by series and time. */
  readonly points = new Map<string, string>();
  /** Points as often as they arrived. */
  arrived = 0;
  writes = 0;
  readonly #treat: (write: number) => Treatment;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      this.#write((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString(), response);
    });
  });

  /** `treat` is asked for each write, counted from 1. */
  constructor(treat: (write: number) => Treatment = () => 'ok') {
    this.#treat = treat;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #write(body: string, response: ServerResponse): void {
    const treatment = this.#treat(++this.writes);
    if (treatment === 'hang') return;
    if (treatment === 'unavailable') {
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"code":"unavailable","message":"down"}');
      return;
    }
    for (const line of body.split('\n').filter((it) => it !== '')) this.#store(line);
    if (treatment === 'store-and-drop') response.destroy();
    else response.writeHead(204).end();
  }

  #store(line: string): void {
    // Series, fields and time are parted by spaces that are neither escaped nor within a string.
    const parts = /^((?:\\.|[^\\ ])+) ((?:"(?:\\.|[^"\\])*"|[^" ])+) (\d+)$/.exec(line);
    if (!parts) throw new Error(`no line protocol: ${line}`);
    const [, series = '', fields = '', time = ''] = parts;
    this.arrived++;
    this.points.set(`${series} ${time}`, fields);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
