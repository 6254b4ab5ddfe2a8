import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface LoadResult {
  /** Answers a second. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 200, by status. */
  readonly failures: Readonly<Record<number, number>>;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: (\d+)/i;

/**
 * Keeps `connections` busy for `ms`, one request at a time each. Written on bare sockets: the requests are made before the clock starts, and of an answer only
 * status and length are read, so that the load costs less than what it measures.
 */
export async function load(
  url: string,
  requests: readonly Buffer[],
  connections: number,
  ms: number,
): Promise<LoadResult> {
  const { hostname, port } = new URL(url);
  const latencies: number[] = [];
  const failures: Record<number, number> = {};
  let next = 0;
  const started = performance.now();
  const sockets: Socket[] = [];
  const user = async () => {
    const socket = connect(Number(port), hostname).setNoDelay();
    sockets.push(socket);
    await once(socket, 'connect');
    const over = Promise.withResolvers<void>();
    let sentAt = 0;
    let held = Buffer.alloc(0);
    const send = () => {
      const request = requests[next++];
      if (request === undefined || performance.now() - started > ms) {
        over.resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('error', over.reject);
    socket.on('close', () => over.resolve());
    socket.on('data', (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const head = held.indexOf(END_OF_HEAD);
      if (head < 0) return;
      const text = held.toString('latin1', 0, head);
      if (held.length < head + 4 + Number(LENGTH.exec(text)?.[1] ?? 0)) return;
      held = Buffer.alloc(0);
      latencies.push(performance.now() - sentAt);
      const status = Number(text.slice(9, 12));
      if (status !== 200) failures[status] = (failures[status] ?? 0) + 1;
      send();
    });
    send();
    await over.promise;
  };
  await Promise.all(Array.from({ length: connections }, user));
  const seconds = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.destroy();
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? Number.NaN;
  return { rate: latencies.length / seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99), failures };
}
