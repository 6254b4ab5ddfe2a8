import type { Mutant } from './mutant.ts';

/**
 * The source with the mutant's edits of this file.
 * @throws Error where a text to replace does not stand exactly once: the code has moved on and the mutant has to follow
 */
export function patched(mutant: Mutant, file: string, source: string): string {
  let text = source;
  for (const edit of mutant.edits.filter((candidate) => candidate.file === file)) {
    const times = text.split(edit.find).length - 1;
    if (times !== 1)
      throw new Error(`mutant ${mutant.id}: ${file} has ${times} times, not once: ${edit.find.split('\n')[0]}`);
    text = text.replace(edit.find, () => edit.replace);
  }
  return text;
}
