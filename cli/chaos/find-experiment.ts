import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CheckedExperiment,
  checkExperiment,
  EXPERIMENTS,
  ExperimentError,
} from '../../chaos/experiments/index.ts';
import { usageError } from '../errors.ts';
import { unknown } from '../suggest.ts';

const FILES = ['.ts', '.mts', '.js', '.mjs'];

/** An experiment by its name, or from a file whose default export declares it; checked. Throws for anything else, with the fix. */
export async function findExperiment(given: string): Promise<CheckedExperiment> {
  try {
    const shipped = EXPERIMENTS[given];
    if (shipped) return checkExperiment(given, shipped);
    const extension = extname(given);
    if (!FILES.includes(extension)) throw unknownExperiment(given);
    return checkExperiment(basename(given, extension), await declarationIn(given), given);
  } catch (error) {
    if (error instanceof ExperimentError) throw usageError(error.message, 'docs/chaos.md shows every key');
    throw error;
  }
}

const unknownExperiment = (given: string) =>
  usageError(
    unknown('experiment', given, Object.keys(EXPERIMENTS)),
    `loadgate chaos list, or give a file that ends with ${FILES.join(', ')}`,
  );

async function declarationIn(file: string): Promise<unknown> {
  const path = resolve(file);
  if (!existsSync(path)) throw usageError(`there is no experiment file ${path}`);
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (error) {
    throw usageError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  if (module.default === undefined)
    throw usageError(`${file}: it has no default export`, 'write: export default { title: …, faults: [ … ] }');
  return module.default;
}
