/** Preloaded (`node --import`): plants the mutant named by LOADGATE_MUTANT while the backend's sources are read. Threads get it, too. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTANTS } from './catalogue/index.ts';
import { patched } from './patch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mutant = MUTANTS.find(({ id }) => id === process.env.LOADGATE_MUTANT);
if (!mutant) throw new Error(`LOADGATE_MUTANT=${process.env.LOADGATE_MUTANT}: there is no such mutant`);
const files = new Set(mutant.edits.map(({ file }) => file));

registerHooks({
  load(url, context, next) {
    const file = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : '';
    if (!files.has(file)) return next(url, context);
    const source = patched(mutant, file, readFileSync(fileURLToPath(url), 'utf8'));
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
