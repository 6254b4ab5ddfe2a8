import { join } from 'node:path';
import { ROOT } from '../../scripts/setup/places.mjs';
import type { ProcessGroup, StartProcess } from './process-group.ts';
import { readyLine } from './ready-line.ts';

/** Making its keys takes longest. */
const READY_MS = 60_000;

/** The simulated Stripe, Apple and Google of a run, as a process of its own. */
export interface Providers {
  /** Address of the control API: faults, held webhooks, and what each provider knows of its payments. */
  readonly url: string;
  /** The `payments` part of the configuration of a backend that pays through them. */
  readonly payments: object;
  readonly process: ProcessGroup;
  /** Tells them where to send their webhooks. */
  sendTo(backendUrl: string): Promise<void>;
}

/** Starts the providers; customers decide by the run's seed. */
export async function startProviders(seed: number, logFile: string, start: StartProcess): Promise<Providers> {
  const process_ = await start({
    name: 'providers',
    command: process.execPath,
    args: [join(ROOT, 'chaos', 'providers', 'main.ts'), '--port', '0', '--config', JSON.stringify({ seed })],
    logFile,
    readStdout: true,
  });
  const { url, payments } = await readyLine<{ readonly payments: object }>(process_, READY_MS);
  return {
    url,
    payments,
    process: process_,
    async sendTo(backendUrl) {
      const response = await fetch(`${url}/target`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url: backendUrl }),
      });
      if (!response.ok) throw new Error(`the providers refused the backend's address: ${await response.text()}`);
    },
  };
}
