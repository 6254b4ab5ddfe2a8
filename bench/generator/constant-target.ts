import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ConstantTarget extends Disposable {
  readonly url: string;
  /** Requests that it has answered so far. */
  answered(): Promise<number>;
}

/** Starts `constant-server.ts` in a process of its own. */
export async function startConstantTarget(): Promise<ConstantTarget> {
  const script = fileURLToPath(new URL('../constant-server.ts', import.meta.url));
  const server = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    answered: async () => ((await (await fetch(`${url}/answered`)).json()) as { answered: number }).answered,
    [Symbol.dispose]: () => void server.kill(),
  };
}
