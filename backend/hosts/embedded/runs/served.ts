/** A host over a results folder of its own, for the tests of one file. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { RunsView } from '../../../../lib/api/index.ts';
import { MemoryStore } from '../../../store/index.ts';
import { RecordingLog } from '../../../testing/index.ts';
import { type Host, startHost } from '../host.ts';
import { systemClock } from '../system-ports.ts';
import { tokenOf } from '../testing.ts';

export interface Refused {
  readonly error: { readonly status: string; readonly message: string; readonly details?: Record<string, unknown> };
}

export const admin = tokenOf('op', { admin: true });

export const startOver = (results?: string): Promise<Host> =>
  startHost({
    ...{ store: new MemoryStore(systemClock), clock: systemClock, log: new RecordingLog(), modules: [], port: 0 },
    ...(results !== undefined && { results }),
  });

/** Each test finds the folder empty. `elsewhere` stands beside it. */
export function servedRuns() {
  const place = mkdtempSync(join(tmpdir(), 'loadgate-runs-'));
  const [results, elsewhere] = [join(place, 'results'), join(place, 'elsewhere')];
  let host: Host;
  beforeAll(async () => {
    host = await startOver(results);
  });
  afterAll(async () => {
    await host.stop();
    rmSync(place, { recursive: true });
  });
  beforeEach(() => mkdirSync(results));
  afterEach(() => rmSync(results, { recursive: true, force: true }));

  async function get<T = Refused>(path: string, token: string | null = admin, url = host.url) {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/api/runs${path}`, { headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as T };
  }
  const list = async (query = '') => (await get<RunsView>(query)).body;
  const only = async () => {
    const { runs } = await list();
    expect(runs).toHaveLength(1);
    return runs[0];
  };
  return { results, elsewhere, get, list, only, url: () => host.url };
}
