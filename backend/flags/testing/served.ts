/** The flags module behind the real host, over HTTP. */
import { createHmac } from 'node:crypto';
import { DEV_TOKEN_SECRET, signToken } from '../../../lib/auth/index.ts';
import { startHost } from '../../hosts/embedded/host.ts';
import { systemClock } from '../../hosts/embedded/system-ports.ts';
import { MemoryStore } from '../../store/index.ts';
import { RecordingLog } from '../../testing/index.ts';
import { flagsModule } from '../module.ts';
import { note } from './bench.ts';

const hmac = (message: string) => createHmac('sha256', DEV_TOKEN_SECRET).update(message).digest('base64url');

/** A token that ends in an hour, or (`expired`) has ended. */
export function tokenFor(uid: string, claims: object = {}, expired = false): string {
  const now = Math.floor(Date.now() / 1000);
  return signToken({ sub: uid, iat: now - 7_200, exp: expired ? now - 60 : now + 3_600, ...claims }, hmac);
}

/** @param results folder of run folders that the host serves; absent: none */
export async function serveFlags(port = 0, results?: string) {
  const store = new MemoryStore(systemClock);
  const flags = flagsModule();
  const modules = [flags, { name: 'test', operations: [note] }];
  const host = await startHost({
    store,
    clock: systemClock,
    log: new RecordingLog(),
    modules,
    port,
    ...(results !== undefined && { results }),
  });
  const request = async (method: string, path: string, token: string | null, body?: unknown) => {
    const response = await fetch(host.url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as never };
  };
  return { host, store, flags, request };
}

/** Server-sent events of a response, as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: never }> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) as never };
    }
  }
}
