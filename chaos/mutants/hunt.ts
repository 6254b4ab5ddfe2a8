import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';

export interface HuntTask {
  /** The first seed: 1, or where an earlier hunt stopped. */
  readonly from: number;
  /** The last seed. */
  readonly limit: number;
  /** Stops then, wherever it is. */
  readonly seconds: number;
}

export interface HuntVerdict {
  /** The check that saw the defect; null where it was not seen yet. */
  readonly check: string | null;
  /** Schedules that were run until then, from seed 1. */
  readonly schedules: number;
  /** What the check said. */
  readonly message: string;
}

/** Simulates the backend with one mutant planted, in a process of its own, until a check fails or the task is done. */
export async function hunt({ id }: Pick<Mutant, 'id'>, task: HuntTask): Promise<HuntVerdict> {
  const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--import', at('./hook.ts'), at('./hunt-one.ts'), JSON.stringify(task)], {
    env: { ...process.env, LOADGATE_MUTANT: id },
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
  if (code !== 0) throw new Error(`mutant ${id} could not be run:\n${err.split('\n').slice(0, 12).join('\n')}`);
  return JSON.parse(out) as HuntVerdict;
}
