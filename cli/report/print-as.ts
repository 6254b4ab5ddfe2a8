import { EXPORTS } from '../../reports/index.ts';
import { build, CODES } from './tell.ts';

/** Judges the run in `runDir` and prints it in the format of another tool; gives the exit code of its verdict. */
export async function printAs(runDir: string, format: string): Promise<number> {
  const { verdict, report } = await build(runDir);
  const text = await EXPORTS[format]?.(report);
  if (text === undefined) throw new RangeError(`no export "${format}": ${Object.keys(EXPORTS).join(', ')}`);
  process.stdout.write(text);
  return CODES[verdict.status];
}
