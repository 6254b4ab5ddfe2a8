import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './catalogue.ts';

export interface Hunt {
  readonly mutant: Mutant;
  /** The check that saw it; null where it got away. */
  readonly caughtBy: string | null;
  /** Schedules that were run until then. */
  readonly schedules: number;
  /** What the check said. */
  readonly message: string;
}

interface Verdict {
  readonly check: string | null;
  readonly schedules: number;
  readonly message: string;
}

/** Simulates the backend with one mutant planted, in a process of its own, until a check fails or `limit` schedules held. */
export async function hunt(mutant: Mutant, limit: number): Promise<Hunt> {
  const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--import', at('./hook.ts'), at('./hunt-one.ts'), String(limit)], {
    env: { ...process.env, LOADGATE_MUTANT: mutant.id },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`mutant ${mutant.id} could not be run:\n${err.split('\n').slice(0, 12).join('\n')}`);
  const { check, schedules, message } = JSON.parse(out) as Verdict;
  return { mutant, caughtBy: check, schedules, message };
}
